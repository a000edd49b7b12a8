import { Changes } from "./changes";

export interface Message {
  text: string;
  action?: { text: string; run: () => void };
}

const shownMs = 8000;

/** Short notes at the edge of the page, one at a time. */
class Messages extends Changes {
  current: Message | null = null;
  /** The height in pixels of a bar at the same edge, which messages leave visible. */
  barHeight = 0;
  private timer = 0;

  show(text: string, action?: Message["action"]): void {
    this.current = action === undefined ? { text } : { text, action };
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.close(), shownMs);
    this.changed();
  }

  raise(barHeight: number): void {
    if (barHeight === this.barHeight) return;
    this.barHeight = barHeight;
    this.changed();
  }

  close(): void {
    this.current = null;
    clearTimeout(this.timer);
    this.changed();
  }
}

export const messages = new Messages();
