import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { pathTo } from "../shell/router";
import { day, t } from "../texts/texts";
import { library, nameOf, type RenderSummary } from "./library";
import { LongPress } from "./long-press";
import { selection } from "./selection";
import { tileStyles } from "./tile-styles";

const thumbnailSide = 400;

/** A render in the grid. Its colour shows until the picture has arrived, in the same space. */
@customElement("render-tile")
export class RenderTile extends LitElement {
  static override styles = [shared, tileStyles];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property({ attribute: false }) item!: RenderSummary;
  private renewed = "";
  private readonly press = new LongPress(() => selection.toggle(this.item.id));
  // One change of the selection concerns all tiles, so a tile sets what differs without being rendered.
  private readonly follow = () => {
    const isSelected = selection.has(this.item.id);
    if (this.hasAttribute("selected") !== isSelected) this.toggleAttribute("selected", isSelected);
    const check = this.renderRoot.querySelector("input");
    if (check !== null) check.checked = isSelected;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    selection.addEventListener("change", this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    selection.removeEventListener("change", this.follow);
  }

  protected override updated(): void {
    this.follow();
  }

  protected override render(): TemplateResult {
    const { id, cover, createdAt, favorite, isPublic } = this.item;
    const name = nameOf(this.item);
    return html`
      <a
        class="picture"
        href=${pathTo(`/renders/${id}`)}
        aria-label=${`${name}, ${day(createdAt)}`}
        ${variables({ color: cover.placeholder })}
        @click=${this.open}
        @pointerdown=${this.press.down}
        @pointermove=${this.press.move}
        @pointerup=${this.press.end}
        @pointercancel=${this.press.end}
        @contextmenu=${this.press.menu}
      >
        <img
          src=${cover.thumbnailUrl ?? cover.url}
          srcset=${sources(cover) ?? nothing}
          sizes="auto, (max-width: 40rem) 50vw, 25rem"
          width=${cover.width}
          height=${cover.height}
          loading="lazy"
          decoding="async"
          alt=""
          @error=${this.renew}
        />
      </a>
      <label class="check">
        <input
          type="checkbox"
          aria-label=${t("renders.select.item", { name })}
          @click=${this.check}
        />
        <span class="mark">${icon("check")}</span>
      </label>
      ${favorite ? html`<span class="heart" aria-hidden="true">${icon("heart-full")}</span>` : ""}
      ${isPublic ? html`<span class="badge">${t("renders.public")}</span>` : ""}
      <div class="caption">
        <span class="text small">
          <span>${name}</span>
          <span>${day(createdAt)}</span>
        </span>
        <button
          class="act"
          aria-pressed=${favorite}
          aria-label=${t(favorite ? "renders.unfavorite" : "renders.favorite")}
          @click=${() => library.setFavorite(id, !favorite)}
        >
          ${icon(favorite ? "heart-full" : "heart")}
        </button>
        <button class="act" aria-label=${`${t("renders.delete")}: ${name}`} @click=${() => library.delete(id)}>
          ${icon("trash")}
        </button>
      </div>
    `;
  }

  /** While renders are selected, a click on the picture selects it, too. */
  private open(event: MouseEvent): void {
    // A click by the keyboard belongs to no press.
    const wasLong = event.detail > 0 && this.press.wasLong;
    if (event.ctrlKey || event.metaKey || (!event.shiftKey && !selection.isOn && !wasLong)) return;
    event.preventDefault();
    if (!wasLong) this.select(event.shiftKey);
  }

  private check(event: MouseEvent): void {
    this.select(event.shiftKey);
  }

  private select(isRange: boolean): void {
    if (isRange) selection.extendTo(this.item.id);
    else selection.toggle(this.item.id);
  }

  /** The signed links of a page that was open for long have expired. */
  private renew(): void {
    if (this.renewed === this.item.cover.url) return;
    this.renewed = this.item.cover.url;
    void library.refresh(this.item.id);
  }
}

function sources({ url, thumbnailUrl, width, height }: RenderSummary["cover"]): string | null {
  if (thumbnailUrl === null) return null;
  const thumbnail = Math.round(width * Math.min(1, thumbnailSide / Math.max(width, height)));
  return `${thumbnailUrl} ${thumbnail}w, ${url} ${width}w`;
}
