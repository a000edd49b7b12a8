import { catalog } from "../api/catalog";
import { api, read } from "../api/client";
import { ApiProblem } from "../api/problem";
import { sentence } from "../api/sentences";
import { Upload } from "../api/upload";
import { Changes } from "../shell/changes";
import { t } from "../texts/texts";
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
  private upload: Upload | null = null;

  async choose(file: Blob): Promise<void> {
    this.clear();
    await this.attempt(async (signal) => {
      this.become("preparing");
      await catalog.load();
      const ready = await prepare(file, catalog.value!.limits.photo);
      if (signal.aborted) return;
      this.ratio = ready.ratio;
      this.preview = URL.createObjectURL(ready.file);
      this.upload = new Upload(ready.file);
      await this.send(this.upload, signal);
    });
  }

  /** Whether the upload can be tried again: the photo itself is usable. */
  get canRetry(): boolean {
    return this.state === "failed" && this.upload !== null;
  }

  retry(): Promise<void> {
    return this.attempt((signal) => this.send(this.upload!, signal));
  }

  /** Shows an asset that exists already, such as the photo of an earlier request. */
  reuse(assetId: string, preview: string, ratio: number | null): void {
    this.clear();
    this.assetId = assetId;
    this.ratio = ratio;
    this.preview = preview;
    this.become("ready");
  }

  /** As {@link reuse}, for an asset of which only the id is known. */
  async reuseAsset(id: string): Promise<void> {
    if (id === this.assetId) return;
    this.clear();
    await this.attempt(async () => {
      const { url, width, height } = await read(api.GET("/api/v1/storage/assets/{id}", { params: { path: { id } } }));
      this.reuse(id, url, width / height);
    });
  }

  /** Removes the photo and stops its upload. */
  clear(): void {
    this.work.abort();
    if (this.preview?.startsWith("blob:")) URL.revokeObjectURL(this.preview);
    this.preview = this.upload = null;
    this.assetId = null;
    this.ratio = null;
    this.sent = 0;
    this.failure = "";
    this.become("empty");
  }

  private async attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = (this.work = new AbortController());
    this.failure = "";
    try {
      await work(signal);
    } catch (failure) {
      if (signal.aborted) return;
      this.failure = this.sentenceOf(failure);
      this.become("failed");
    }
  }

  private sentenceOf(failure: unknown): string {
    if (failure instanceof UnusablePhoto) return failure.message;
    const isSending = this.state === "uploading" || this.state === "checking";
    const isCut = isSending && failure instanceof ApiProblem && failure.code === "offline";
    return isCut ? t("make.photo.cut") : sentence(failure);
  }

  private async send(upload: Upload, signal: AbortSignal): Promise<void> {
    this.become("uploading");
    const asset = await upload.run((share) => this.progress(share), signal);
    this.assetId = asset.id;
    this.become("ready");
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
