import { api, read, type Schemas } from "../api/client";
import { Changes } from "../shell/changes";
import { draft } from "./draft";

type Quote = Schemas["Quote"];

const pauseMs = 350;

/** The quote of the draft, read again after a pause whenever the draft changes. */
class Quoting extends Changes {
  quote: Quote | null = null;
  failure: unknown = null;
  pending = false;
  private of = "";
  private timer = 0;
  private work = new AbortController();

  constructor() {
    super();
    draft.addEventListener("change", () => this.schedule());
  }

  schedule(): void {
    const body = JSON.stringify(draft.request());
    if (body === this.of || draft.mode === null) return;
    this.of = body;
    this.pending = true;
    clearTimeout(this.timer);
    this.work.abort();
    this.timer = window.setTimeout(() => void this.fetch(), pauseMs);
    this.changed();
  }

  /** Reads a quote even if the draft is the same: the price has changed, or the quote has expired. */
  again(): void {
    this.of = "";
    this.schedule();
  }

  private async fetch(): Promise<void> {
    const { signal } = (this.work = new AbortController());
    try {
      this.quote = await read(api.POST("/api/v1/quotes", { body: draft.request(), signal }));
      this.failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.failure = failure;
      this.of = "";
    }
    this.pending = false;
    this.changed();
  }
}

export const quoting = new Quoting();
