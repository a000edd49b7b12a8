import type { Schemas } from "../api/client";
import { t } from "../texts/texts";

type Limits = Schemas["PhotoLimits"];

/** A file that cannot become a photo; the message is for people. */
export class UnusablePhoto extends Error {}

const qualities = [0.92, 0.85, 0.75, 0.6];

/**
 * The file as it can be uploaded: unchanged if the API accepts it, otherwise as a smaller JPEG. A format that only the
 * browser reads, such as HEIC in Safari, becomes a JPEG, too.
 */
export async function prepare(file: Blob, limits: Limits): Promise<{ file: Blob; ratio: number }> {
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
    throw new UnusablePhoto(t("make.photo.unreadable"));
  }
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
