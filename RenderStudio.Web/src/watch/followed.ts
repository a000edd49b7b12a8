import { api, read, type Schemas } from "../api/client";
import { ApiProblem } from "../api/problem";
import { Changes } from "../shell/changes";
import { follow, type GenerationEvent } from "./events";

export type Generation = Schemas["Generation"];

const shortestPauseMs = 1000;
const longestPauseMs = 15_000;
const pollMs = 4000;
/** How long a generation is only polled after its stream could not be opened. */
const streamPauseMs = 60_000;
/** A stream that is silent for longer than its comments are apart may be that of a machine that has slept. */
const freshMs = 20_000;

const answerMs = 30_000;

/** A connection that a sleep has cut may never answer. */
function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
}

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
  private heardAt = 0;
  private noStreamUntil = 0;

  constructor(readonly id: string) {
    super();
  }

  /** The connection was lost and is tried again. */
  get isReconnecting(): boolean {
    return this.isCutOff || !navigator.onLine;
  }

  /** Begins, or begins again after a failure. */
  start(): void {
    if (this.work !== null && this.failure === null) return;
    this.failure = null;
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

  /** The connection may have changed, or the machine was asleep: reads again without waiting. */
  catchUp(): void {
    this.wake?.();
    if (Date.now() - this.heardAt > freshMs) this.stream?.abort();
    this.changed();
  }

  async cancel(): Promise<void> {
    this.accept(await read(api.POST("/api/v1/generations/{id}/cancel", { params: { path: { id: this.id } } })));
  }

  private async run(signal: AbortSignal): Promise<void> {
    let pause = shortestPauseMs;
    while (!signal.aborted) {
      try {
        const next = await this.round(signal);
        if (next === null) return;
        pause = shortestPauseMs;
        await this.wait(next);
      } catch (failure) {
        if (signal.aborted || this.isGone(failure)) return;
        this.isCutOff = failure instanceof ApiProblem && failure.code === "offline";
        this.changed();
        await this.wait(pause);
        pause = Math.min(pause * 2, longestPauseMs);
      }
    }
  }

  /** Reads the generation, and its events while it is watched. Returns the pause after it; null at the end. */
  private async round(signal: AbortSignal): Promise<number | null> {
    if (await this.isFinished(signal)) return null;
    if (!this.isWatched) return pollMs;
    if (Date.now() < this.noStreamUntil) {
      await this.readEvents(signal);
      return pollMs;
    }
    await this.listen(signal);
    return (await this.isFinished(signal)) ? null : shortestPauseMs;
  }

  private async isFinished(signal: AbortSignal): Promise<boolean> {
    const isFinished = await this.refresh(signal);
    if (isFinished) await this.readEvents(signal);
    return isFinished;
  }

  /** Reads events until the stream ends. Without one, the generation is polled for a while. */
  private async listen(signal: AbortSignal): Promise<void> {
    const stream = (this.stream = new AbortController());
    const either = AbortSignal.any([signal, stream.signal]);
    this.heardAt = 0;
    const poll = setInterval(() => void this.look(signal, stream), pollMs);
    try {
      await follow(this.id, this.events.at(-1)?.seq ?? 0, (event) => this.hear(event, signal), either);
    } catch (failure) {
      if (signal.aborted) throw failure;
      // One that told something was a usable one: it is opened again at once.
      if (this.heardAt === 0 && !stream.signal.aborted) this.noStreamUntil = Date.now() + streamPauseMs;
    } finally {
      clearInterval(poll);
    }
  }

  /**
   * Reads the generation beside its stream, while the stream is silent since it was opened, because something on the
   * way may hold it back; and with several pictures, because one that arrives causes no event.
   */
  private async look(signal: AbortSignal, stream: AbortController): Promise<void> {
    if (this.heardAt > 0 && (this.generation?.requested ?? 1) === 1) return;
    try {
      if (await this.refresh(signal)) stream.abort();
      else if (this.heardAt === 0) await this.readEvents(signal);
    } catch {
      // The stream tells whether the connection is lost.
    }
  }

  private hear(event: GenerationEvent | null, signal: AbortSignal): void {
    this.heardAt = Date.now();
    // Events that were read beside the stream are known.
    if (event === null || event.seq <= (this.events.at(-1)?.seq ?? 0)) return;
    this.events = [...this.events, event];
    // A failed read repeats with the next event, or at the end of the stream.
    void this.refresh(signal).catch(() => undefined);
  }

  /** All events so far, where no stream tells them. */
  private async readEvents(signal: AbortSignal): Promise<void> {
    const path = { id: this.id };
    const options = { params: { path }, signal: limited(signal) };
    // The pictures are there without them.
    const list = await read(api.GET("/api/v1/generations/{id}/events", options)).catch(() => null);
    if (list === null) return;
    this.events = (list as Schemas["EventList"]).items;
    this.changed();
  }

  /** Reads the generation. Returns whether it is final. */
  private async refresh(signal: AbortSignal): Promise<boolean> {
    const path = { id: this.id };
    return this.accept(await read(api.GET("/api/v1/generations/{id}", { params: { path }, signal: limited(signal) })));
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
