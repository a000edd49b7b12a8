import { api, read, type Schemas } from "./client";
import { ApiProblem, offline } from "./problem";

type Asset = Schemas["Asset"];

/**
 * Uploads a photo directly to storage and makes it an asset.
 * @param progress Called with the sent share, 0 to 1.
 */
export async function upload(file: Blob, progress: (share: number) => void, signal: AbortSignal): Promise<Asset> {
  const grant = await read(
    api.POST("/api/v1/storage/presigned-upload", {
      body: { kind: "input", contentType: file.type, fileSize: file.size },
      signal,
    }),
  );
  await put(grant.uploadUrl, grant.headers as Record<string, string>, file, progress, signal);
  return read(api.POST("/api/v1/storage/assets/{id}/complete", { params: { path: { id: grant.assetId } }, signal }));
}

// fetch does not report the progress of a body that is being sent.
function put(
  address: string,
  headers: Record<string, string>,
  file: Blob,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded / (event.total || file.size));
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new ApiProblem("upload_ended", request.status, ""));
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new DOMException("The upload was canceled.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
