import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import { draft } from "./draft";
import { nearestSide, type Point } from "./polygon";

/** A point that follows one pointer: the finger or button that took it. */
interface Dragged {
  pointer: number;
  /** How many points the outline has. */
  count: number;
  at: number;
  x: number;
  y: number;
  isMoved: boolean;
}

const leastMovedPixels = 4;
const largeMm = 5000;

/** Draws the outline over the plan of the surface: by pointer, and by the keys of each point. */
@customElement("outline-editor")
export class OutlineEditor extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: absolute;
        inset: 0;
        cursor: crosshair;
        touch-action: none;
        user-select: none;
      }
      svg {
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: visible;
        pointer-events: none;
      }
      .line {
        fill: none;
        stroke: #ffffff;
        stroke-width: 2.5;
        stroke-linejoin: round;
        vector-effect: non-scaling-stroke;
        filter: drop-shadow(0 0 1px rgb(0 0 0 / 90%));
      }
      .bad .line {
        stroke: #ff6f61;
      }
      button {
        position: absolute;
        top: calc(var(--y) * 100%);
        left: calc(var(--x) * 100%);
        display: grid;
        place-items: center;
        width: 2.5rem;
        height: 2.5rem;
        margin: -1.25rem;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: grab;
      }
      button i {
        width: 0.875rem;
        height: 0.875rem;
        border: 2px solid #1d1c1a;
        border-radius: 50%;
        background: #ffffff;
      }
      .first i {
        background: #ffd833;
        width: 1.125rem;
        height: 1.125rem;
      }
    `,
  ];

  /** Of the surface, in millimetres. */
  @property({ attribute: false }) size: [number, number] = [0, 0];
  @property({ type: Number }) most = 0;
  @property({ type: Boolean }) isWrong = false;
  @state() private dragged: Dragged | null = null;

  constructor() {
    super();
    new Watching(this, draft);
    this.addEventListener("pointerdown", this.down);
    this.addEventListener("pointermove", this.move);
    this.addEventListener("pointerup", this.up);
    this.addEventListener("pointercancel", this.end);
  }

  protected override willUpdate(): void {
    // A point that was removed during a drag leaves another one in its place, or none.
    if (this.dragged?.count !== draft.choices.outline.length) this.dragged = null;
  }

  protected override render(): TemplateResult {
    const { outline, isOutlineClosed } = draft.choices;
    const path = outline.map(([x, y]) => `${x * 100},${y * 100}`).join(" L");
    return html`
      <svg class=${this.isWrong ? "bad" : ""} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <path class="line" d=${outline.length === 0 ? "" : `M${path}${isOutlineClosed ? "Z" : ""}`} />
      </svg>
      ${outline.map(([x, y], at) => html`
        <button
          type="button"
          class=${at === 0 && !isOutlineClosed ? "first" : ""}
          data-at=${at}
          aria-label=${t("make.outline.point", { index: at + 1, x: this.metres(x, 0), y: this.metres(y, 1) })}
          ${variables({ x, y })}
          @keydown=${(event: KeyboardEvent) => this.press(event, at)}
          @click=${(event: MouseEvent) => event.detail === 0 && at === 0 && this.close()}
        >
          <i></i>
        </button>
      `)}
    `;
  }

  private metres(share: number, axis: 0 | 1): number {
    return Math.round(share * this.size[axis]) / 1000;
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || this.dragged !== null) return;
    const point = (event.composedPath()[0] as Element).closest?.("button");
    const at = point ? Number(point.getAttribute("data-at")) : this.add(this.placeOf(event));
    if (at === null) return;
    const { pointerId: pointer, clientX: x, clientY: y } = event;
    this.dragged = { pointer, count: draft.choices.outline.length, at, x, y, isMoved: point === null };
    this.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const { dragged } = this;
    if (dragged?.pointer !== event.pointerId) return;
    const distance = Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y);
    if (!dragged.isMoved && distance < leastMovedPixels) return;
    dragged.isMoved = true;
    this.put(dragged.at, this.placeOf(event));
  }

  private up(event: PointerEvent): void {
    const { dragged } = this;
    if (dragged?.pointer !== event.pointerId) return;
    this.dragged = null;
    if (!dragged.isMoved && dragged.at === 0) this.close();
    void this.focusPoint(dragged.at);
  }

  private end(event: PointerEvent): void {
    if (this.dragged?.pointer === event.pointerId) this.dragged = null;
  }

  private press(event: KeyboardEvent, at: number): void {
    const [stepX, stepY] = this.size.map((side) => (side >= largeMm ? 100 : 10) * (event.shiftKey ? 10 : 1) / side);
    const [x, y] = draft.choices.outline[at]!;
    switch (event.key) {
      case "ArrowLeft":
        this.put(at, [x - stepX!, y]);
        break;
      case "ArrowRight":
        this.put(at, [x + stepX!, y]);
        break;
      case "ArrowUp":
        this.put(at, [x, y - stepY!]);
        break;
      case "ArrowDown":
        this.put(at, [x, y + stepY!]);
        break;
      case "Backspace":
      case "Delete":
        this.drop(at);
        break;
      case "Enter":
        this.close();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** Adds a point: to the end of an open outline, to the nearest side of a closed one. Null if it is full. */
  private add(point: Point): number | null {
    const { outline, isOutlineClosed } = draft.choices;
    if (outline.length >= this.most) return null;
    const inMm = ([x, y]: Point): Point => [x * this.size[0], y * this.size[1]];
    const at = isOutlineClosed ? nearestSide(outline.map(inMm), inMm(point)) : outline.length;
    draft.set({ outline: outline.toSpliced(at, 0, point) });
    return at;
  }

  private put(at: number, [x, y]: Point): void {
    const within = (share: number) => Math.min(1, Math.max(0, share));
    draft.set({ outline: draft.choices.outline.with(at, [within(x), within(y)]) });
  }

  private drop(at: number): void {
    const outline = draft.choices.outline.toSpliced(at, 1);
    draft.set({ outline, isOutlineClosed: draft.choices.isOutlineClosed && outline.length > 2 });
    void this.focusPoint(Math.max(0, at - 1));
  }

  private close(): void {
    if (draft.choices.outline.length > 2) draft.set({ isOutlineClosed: true });
  }

  private async focusPoint(at: number): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  }

  private placeOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.getBoundingClientRect();
    const within = (share: number) => Math.min(1, Math.max(0, share));
    return [within((clientX - left) / width), within((clientY - top) / height)];
  }
}
