import { api, read, type Schemas } from "../api/client";
import { ApiProblem } from "../api/problem";
import { Changes } from "../shell/changes";
import { follow, type GenerationEvent } from "./events";

export type Generation = Schemas["Generation"];

const shortestPauseMs = 1000;
const longestPauseMs = 15_000;
const pollMs = 4000;

export function isFinal(status: string): boolean {
  return status === "succeeded" || status === "failed" || status === "canceled";
}

/** One generation, kept up to date by its events, or by polling where a stream is not possible. */
export class Followed extends Changes {
  generation: Generation | null = null;
  /** What happened so far, in order. */
  events: GenerationEvent[] = [];
  failure: unknown = null;
  private isCutOff = false;
  private work: AbortController | null = null;
  private wake: (() => void) | null = null;
  private stream: AbortController | null = null;
  private isWatched = false;

  constructor(readonly id: string) {
    super();
  }

  /** The connection was lost and is tried again. */
  get isReconnecting(): boolean {
    return this.isCutOff || !navigator.onLine;
  }

  start(): void {
    if (this.work !== null) return;
    this.work = new AbortController();
    void this.run(this.work.signal);
  }

  /**
   * Whether a screen shows this generation. Its events are then streamed; otherwise it is polled, because a browser
   * opens only six connections to the app.
   */
  watch(isWatched: boolean): void {
    this.isWatched = isWatched;
    if (isWatched) this.wake?.();
    else this.stream?.abort();
  }

  /** The connection may have changed: the next try does not wait. */
  retryNow(): void {
    this.wake?.();
    this.changed();
  }

  async cancel(): Promise<void> {
    this.accept(await read(api.POST("/api/v1/generations/{id}/cancel", { params: { path: { id: this.id } } })));
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let pause = shortestPauseMs; !signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        if (await this.refresh(signal)) return await this.readEvents(signal);
        pause = shortestPauseMs;
        if (!this.isWatched || !(await this.listen(signal))) {
          await this.wait(pollMs);
          continue;
        }
        if (await this.refresh(signal)) return;
      } catch (failure) {
        if (signal.aborted || this.isGone(failure)) return;
        this.isCutOff = failure instanceof ApiProblem && failure.code === "offline";
        this.changed();
      }
      await this.wait(pause);
    }
  }

  /** Returns false where streams are refused. The next read tells whether a stream ended or its connection was lost. */
  private async listen(signal: AbortSignal): Promise<boolean> {
    this.stream = new AbortController();
    const either = AbortSignal.any([signal, this.stream.signal]);
    try {
      await follow(this.id, this.events.at(-1)?.seq ?? 0, (event) => this.hear(event, signal), either);
      return true;
    } catch (failure) {
      return !(failure instanceof ApiProblem) || failure.code === "offline";
    }
  }

  private hear(event: GenerationEvent, signal: AbortSignal): void {
    this.events = [...this.events, event];
    // A failed read repeats with the next event, or at the end of the stream.
    void this.refresh(signal).catch(() => undefined);
  }

  /** The events of a generation that had ended before this page followed it. */
  private async readEvents(signal: AbortSignal): Promise<void> {
    const path = { id: this.id };
    // The pictures are there without them.
    const list = await read(api.GET("/api/v1/generations/{id}/events", { params: { path }, signal })).catch(() => null);
    if (list === null) return;
    this.events = (list as Schemas["EventList"]).items;
    this.changed();
  }

  /** Reads the generation. Returns whether it is final. */
  private async refresh(signal: AbortSignal): Promise<boolean> {
    const path = { id: this.id };
    return this.accept(await read(api.GET("/api/v1/generations/{id}", { params: { path }, signal })));
  }

  private accept(generation: Generation): boolean {
    this.isCutOff = false;
    this.failure = null;
    // An answer that was overtaken by a newer one tells nothing new.
    if (!isFinal(this.generation?.status ?? "")) this.generation = generation;
    this.changed();
    return isFinal(generation.status);
  }

  private isGone(failure: unknown): boolean {
    if (!(failure instanceof ApiProblem) || failure.isTemporary || failure.status >= 500) return false;
    this.failure = failure;
    this.changed();
    return true;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
