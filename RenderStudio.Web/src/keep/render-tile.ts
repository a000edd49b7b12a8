import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { pathTo } from "../shell/router";
import { day, t } from "../texts/texts";
import { library, type RenderSummary } from "./library";

const thumbnailSide = 400;

/** A render in the grid. Its colour shows until the picture has arrived, in the same space. */
@customElement("render-tile")
export class RenderTile extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: block;
        border-radius: var(--radius-m);
        overflow: hidden;
      }
      :host(:focus-within) {
        overflow: visible;
      }
      .picture {
        display: block;
        height: 100%;
        border-radius: inherit;
        background: var(--color);
        overflow: hidden;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: cover;
        transition: transform var(--calm);
      }
      .picture:hover img {
        transform: scale(1.015);
      }
      .caption {
        position: absolute;
        right: 0;
        bottom: 0;
        left: 0;
        display: flex;
        align-items: end;
        gap: var(--space-2);
        padding: var(--space-6) var(--space-2) var(--space-2) var(--space-3);
        border-radius: 0 0 var(--radius-m) var(--radius-m);
        background: linear-gradient(transparent, rgb(0 0 0 / 62%));
        color: #ffffff;
        opacity: 0;
        pointer-events: none;
        transition: opacity var(--quick);
      }
      :host(:hover) .caption,
      :host(:focus-within) .caption {
        opacity: 1;
      }
      .text {
        flex: 1;
        min-width: 0;
        padding-bottom: var(--space-1);
        line-height: 1.3;
      }
      .text span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .act {
        display: grid;
        place-items: center;
        width: 2.5rem;
        height: 2.5rem;
        border: 0;
        border-radius: 50%;
        background: rgb(0 0 0 / 35%);
        color: #ffffff;
        cursor: pointer;
        pointer-events: auto;
      }
      .act:hover {
        background: rgb(0 0 0 / 65%);
      }
      .badge {
        position: absolute;
        top: var(--space-2);
        left: var(--space-2);
        padding: 0 var(--space-2);
        border-radius: var(--radius-s);
        background: rgb(0 0 0 / 60%);
        color: #ffffff;
        font-size: var(--text-s);
      }
      .heart {
        position: absolute;
        top: var(--space-2);
        right: var(--space-2);
        color: #ffffff;
        filter: drop-shadow(0 1px 2px rgb(0 0 0 / 60%));
      }
      /* Without a pointer that hovers, the actions are on the screen of the render. */
      @media (hover: none) {
        .caption {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) item!: RenderSummary;
  private renewed = "";

  protected override render(): TemplateResult {
    const { id, cover, title, style, mode, createdAt, favorite, isPublic } = this.item;
    const name = title ?? (style ? catalog.nameOf("styles", style) : catalog.nameOf("modes", mode));
    return html`
      <a
        class="picture"
        href=${pathTo(`/renders/${id}`)}
        aria-label=${`${name}, ${day(createdAt)}`}
        ${variables({ color: cover.placeholder })}
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
      ${isPublic ? html`<span class="badge">${t("renders.public")}</span>` : ""}
      ${favorite ? html`<span class="heart" aria-hidden="true">${icon("heart-full")}</span>` : ""}
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
