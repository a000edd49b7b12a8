import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { library } from "./library";
import { RenderTile } from "./render-tile";
import { selection } from "./selection";

/** The justified grid of the library, with the keys of a selection. */
@customElement("render-grid")
export class RenderGrid extends LitElement {
  static override styles = [
    shared,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .selecting {
        --check: 1;
        --check-visibility: visible;
        --caption: none;
      }
      li {
        flex: calc(var(--ratio) * 100) 1 calc(var(--ratio) * clamp(6rem, 18vw, 17rem));
        aspect-ratio: var(--ratio);
        max-width: min(100%, calc(var(--ratio) * clamp(9rem, 27vw, 26rem)));
        /* The shape decides the size, also while the content is not rendered. */
        min-width: 0;
        min-height: 0;
        content-visibility: auto;
        contain-intrinsic-size: 1px;
      }
      .rest {
        flex: 10000 1 0;
        aspect-ratio: auto;
        max-width: none;
      }
      render-tile {
        height: 100%;
      }
    `,
  ];

  // Neither the list nor its tiles are rendered again for a change of the selection.
  private readonly follow = () => {
    this.renderRoot.querySelector("ul")?.classList.toggle("selecting", selection.isOn);
  };

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    selection.addEventListener("change", this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    selection.removeEventListener("change", this.follow);
  }

  protected override firstUpdated(): void {
    this.follow();
  }

  protected override render(): TemplateResult {
    return html`
      <ul @keydown=${this.press}>
        ${repeat(
          library.items,
          (item) => item.id,
          (item) => html`
            <li ${variables({ ratio: item.cover.width / item.cover.height })}>
              <render-tile .item=${item}></render-tile>
            </li>
          `,
        )}
        <li class="rest" aria-hidden="true"></li>
      </ul>
    `;
  }

  private press(event: KeyboardEvent): void {
    const tile = event.target;
    if (!(tile instanceof RenderTile) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.shiftKey && !selection.isOn) return;
    if (event.key === " " && event.composedPath()[0] instanceof HTMLAnchorElement) {
      event.preventDefault();
      return event.shiftKey ? selection.extendTo(tile.item.id) : selection.toggle(tile.item.id);
    }
    const next = this.next(tile, event.key);
    if (next === null) return;
    event.preventDefault();
    if (event.shiftKey) {
      // The range begins at the render that had the focus.
      if (!selection.isOn) selection.toggle(tile.item.id);
      selection.extendTo(next.item.id);
    }
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  private next(tile: RenderTile, key: string): RenderTile | null {
    const tiles = [...this.renderRoot.querySelectorAll("render-tile")] as RenderTile[];
    const at = tiles.indexOf(tile);
    switch (key) {
      case "ArrowRight":
        return tiles[at + 1] ?? null;
      case "ArrowLeft":
        return tiles[at - 1] ?? null;
      case "ArrowDown":
        return nearest(tile, tiles.slice(at + 1));
      case "ArrowUp":
        return nearest(tile, tiles.slice(0, at).reverse());
      default:
        return null;
    }
  }
}

/** The tile of the next row that is most nearly above or below. `others` begin with the nearest one. */
function nearest(tile: RenderTile, others: RenderTile[]): RenderTile | null {
  const box = tile.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  let best: RenderTile | null = null;
  let least = Infinity;
  let row: number | null = null;
  for (const other of others) {
    const { top, left, width } = other.getBoundingClientRect();
    if (top === box.top) continue;
    row ??= top;
    if (top !== row) break;
    const distance = Math.abs(left + width / 2 - middle);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

declare global {
  interface HTMLElementTagNameMap {
    "render-grid": RenderGrid;
  }
}
