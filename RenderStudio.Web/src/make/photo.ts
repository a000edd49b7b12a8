import { catalog } from "../api/catalog";
import { sentence } from "../api/sentences";
import { upload } from "../api/upload";
import { Changes } from "../shell/changes";
import { prepare, UnusablePhoto } from "./prepare";

export type PhotoState = "empty" | "preparing" | "uploading" | "checking" | "ready" | "failed";

/** One photo of a request, from the file to the asset. */
export class Photo extends Changes {
  state: PhotoState = "empty";
  /** Shows the photo on this page; null while there is none. */
  preview: string | null = null;
  assetId: string | null = null;
  /** Width divided by height; null while it is not known. */
  ratio: number | null = null;
  sent = 0;
  failure = "";
  private work = new AbortController();

  async choose(file: Blob): Promise<void> {
    this.clear();
    const { signal } = (this.work = new AbortController());
    this.become("preparing");
    try {
      await catalog.load();
      const ready = await prepare(file, catalog.value!.limits.photo);
      if (signal.aborted) return;
      this.ratio = ready.ratio;
      this.preview = URL.createObjectURL(ready.file);
      this.become("uploading");
      const asset = await upload(ready.file, (share) => this.progress(share), signal);
      this.assetId = asset.id;
      this.become("ready");
    } catch (failure) {
      if (signal.aborted) return;
      this.failure = failure instanceof UnusablePhoto ? failure.message : sentence(failure);
      this.become("failed");
    }
  }

  /** Shows an asset that exists already, such as the photo of an earlier request. */
  reuse(assetId: string, preview: string, ratio: number | null): void {
    this.clear();
    this.assetId = assetId;
    this.ratio = ratio;
    this.preview = preview;
    this.become("ready");
  }

  /** Removes the photo and stops its upload. */
  clear(): void {
    this.work.abort();
    if (this.preview?.startsWith("blob:")) URL.revokeObjectURL(this.preview);
    this.preview = null;
    this.assetId = null;
    this.ratio = null;
    this.sent = 0;
    this.failure = "";
    this.become("empty");
  }

  private progress(share: number): void {
    this.sent = share;
    this.become(share < 1 ? "uploading" : "checking");
  }

  private become(state: PhotoState): void {
    this.state = state;
    this.changed();
  }
}
