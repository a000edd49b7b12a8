import { api, read, type Schemas } from "./client";
import { now } from "./clock";
import { ApiProblem, offline } from "./problem";

const passing = ["offline", "rate_limited", "request_timeout", "unavailable", "internal"];

type Asset = Schemas["Asset"];

/** The upload of a photo, directly to storage, until it is an asset. After a failure it continues where it stopped. */
export class Upload {
  private grant: Schemas["GrantedUpload"] | null = null;
  private isSent = false;

  constructor(private readonly file: Blob) {}

  /** @param progress Called with the sent share, 0 to 1. */
  async run(progress: (share: number) => void, signal: AbortSignal): Promise<Asset> {
    if (this.grant === null || Date.parse(this.grant.expiresAt) <= now()) await this.begin(signal);
    const { assetId, uploadUrl, headers } = this.grant!;
    try {
      if (!this.isSent) await put(uploadUrl, headers as Record<string, string>, this.file, progress, signal);
      this.isSent = true;
      const path = { id: assetId };
      return await read(api.POST("/api/v1/storage/assets/{id}/complete", { params: { path }, signal }));
    } catch (failure) {
      // What was rejected is rejected again; only a new upload can help.
      if (failure instanceof ApiProblem && !passing.includes(failure.code)) this.grant = null;
      throw failure;
    }
  }

  private async begin(signal: AbortSignal): Promise<void> {
    const body = { kind: "input", contentType: this.file.type, fileSize: this.file.size } as const;
    this.isSent = false;
    this.grant = await read(api.POST("/api/v1/storage/presigned-upload", { body, signal }));
  }
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
