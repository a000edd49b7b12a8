const longMs = 500;
const mostMovedPixels = 10;

/** Tells when a finger rests on an element. The click and the menu that follow belong to the press. */
export class LongPress {
  /** Whether the last press was long. */
  wasLong = false;
  private timer = 0;
  private from = { x: 0, y: 0 };

  constructor(private readonly pressed: () => void) {}

  readonly down = (event: PointerEvent): void => {
    this.wasLong = false;
    if (event.pointerType === "mouse") return;
    this.from = { x: event.clientX, y: event.clientY };
    this.timer = window.setTimeout(() => {
      this.wasLong = true;
      this.pressed();
    }, longMs);
  };

  readonly move = ({ clientX, clientY }: PointerEvent): void => {
    if (Math.hypot(clientX - this.from.x, clientY - this.from.y) > mostMovedPixels) this.end();
  };

  readonly end = (): void => clearTimeout(this.timer);

  readonly menu = (event: Event): void => {
    if (this.wasLong) event.preventDefault();
  };
}
