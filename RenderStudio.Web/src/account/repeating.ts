import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Work that is repeated while its element is in the page, and while it tells when to repeat it. */
export class Repeating implements ReactiveController {
  private timer = 0;
  /** Counts the beginnings: work that a later one has overtaken is not repeated. */
  private round = 0;
  private isConnected = false;

  /** @param work Returns the milliseconds until it is repeated; null to end. */
  constructor(
    host: ReactiveControllerHost,
    private readonly work: () => Promise<number | null>,
  ) {
    host.addController(this);
  }

  /** Does the work after the time, instead of what is due later; nothing once the element has left the page. */
  start(afterMs: number): void {
    if (!this.isConnected) return;
    const round = ++this.round;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.turn(round), afterMs);
  }

  hostConnected(): void {
    this.isConnected = true;
  }

  hostDisconnected(): void {
    this.isConnected = false;
    this.round++;
    clearTimeout(this.timer);
  }

  private async turn(round: number): Promise<void> {
    const next = await this.work();
    if (round === this.round && next !== null) this.start(next);
  }
}
