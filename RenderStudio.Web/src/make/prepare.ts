import type { Schemas } from "../api/client";
import { bytes, t } from "../texts/texts";

type Limits = Schemas["PhotoLimits"];

/** A file that cannot become a photo; the message is for people. */
export class UnusablePhoto extends Error {}

// The browser reads and decodes a file as a whole; no camera makes a photo of this size.
const mostBytes = 100 * 1024 * 1024;
const heic = /hei[cf]/;
const qualities = [0.92, 0.85, 0.75, 0.6];

/**
 * The file as it can be uploaded: unchanged if the API accepts it, otherwise as a smaller JPEG. A format that only the
 * browser reads, such as HEIC in Safari, becomes a JPEG, too.
 */
export async function prepare(file: Blob, limits: Limits): Promise<{ file: Blob; ratio: number }> {
  if (file.size > mostBytes) throw new UnusablePhoto(t("make.photo.huge", { size: bytes(mostBytes) }));
  // Some systems do not know the type of a photo and leave it empty.
  if (file.type !== "" && !file.type.startsWith("image/")) throw new UnusablePhoto(t("make.photo.unreadable"));
  const picture = await decode(file);
  try {
    if (Math.min(picture.width, picture.height) < limits.minSide)
      throw new UnusablePhoto(t("make.photo.small", { side: limits.minSide }));
    return {
      file: isAccepted(file, picture, limits) ? file : await encode(picture, limits),
      ratio: picture.width / picture.height,
    };
  } finally {
    picture.close();
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new UnusablePhoto(t((await isHeic(file)) ? "make.photo.heic" : "make.photo.unreadable"));
  }
}

/** By its type or name, otherwise by the brand at its beginning. */
async function isHeic(file: Blob): Promise<boolean> {
  if (heic.test(file.type) || (file instanceof File && /\.hei[cf]$/i.test(file.name))) return true;
  const beginning = await file.slice(4, 12).text().catch(() => "");
  return /^ftyp(hei|hev|mif|msf)/.test(beginning);
}

// Whether a JPEG has several scans is not visible here, so the lower limit applies to all of them. The image models use
// fewer pixels than that.
function isAccepted(file: Blob, { width, height }: ImageBitmap, limits: Limits): boolean {
  const pixels = file.type === "image/webp" ? limits.maxTransparentWebPPixels : limits.maxProgressivePixels;
  return limits.contentTypes.includes(file.type) && file.size <= limits.maxBytes && width * height <= pixels;
}

async function encode(picture: ImageBitmap, limits: Limits): Promise<Blob> {
  const scale = Math.min(1, Math.sqrt(limits.maxProgressivePixels / (picture.width * picture.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(picture.width * scale);
  canvas.height = Math.floor(picture.height * scale);
  const context = canvas.getContext("2d");
  if (context === null) throw new UnusablePhoto(t("make.photo.large"));
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob !== null && blob.size <= limits.maxBytes) return blob;
  }
  throw new UnusablePhoto(t("make.photo.large"));
}
