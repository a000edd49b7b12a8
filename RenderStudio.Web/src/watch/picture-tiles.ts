import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { draft } from "../make/draft";
import { ratioOf } from "../make/options-panel";
import type { Photo } from "../make/photo";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import { type Generation, isFinal } from "./followed";

const usualRatio = 3 / 2;

/** The pictures of a generation: those that have arrived, and the places of those that have not. */
@customElement("picture-tiles")
export class PictureTiles extends LitElement {
  static override styles = [
    shared,
    css`
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
        gap: var(--space-4);
      }
      .pictures.one {
        max-width: min(100%, calc(68vh * var(--ratio)));
      }
      .tile {
        aspect-ratio: var(--ratio);
        border-radius: var(--radius-l);
        background: var(--color, var(--sunken));
        overflow: hidden;
      }
      .tile img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .waiting {
        position: relative;
      }
      .waiting img {
        filter: blur(16px) saturate(0.7);
        opacity: 0.6;
        transform: scale(1.12);
      }
      .waiting::after {
        content: "";
        position: absolute;
        inset: 0;
        background: linear-gradient(100deg, transparent 40%, var(--gleam) 50%, transparent 60%) 0 0 / 300% 100%;
        animation: sweep 2.4s linear infinite;
      }
      @keyframes sweep {
        from {
          background-position: 100% 0;
        }
        to {
          background-position: 0 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .waiting::after {
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) generation!: Generation;

  protected override render(): TemplateResult {
    const { variants, requested, status, renderId } = this.generation;
    const waiting = isFinal(status) ? 0 : Math.max(0, requested - variants.length);
    const first = variants[0];
    const ratio = first === undefined ? this.expectedRatio() : first.width / first.height;
    return html`
      <div class="pictures ${variants.length + waiting === 1 ? "one" : ""}" ${variables({ ratio })}>
        ${variants.map(({ url, width, height, placeholder }, i) => html`
          <a class="tile" href=${pathTo(`/renders/${renderId}`)} ${variables({ color: placeholder })}>
            <img src=${url} width=${width} height=${height} alt=${t("watch.picture", { index: i + 1 })} />
          </a>
        `)}
        ${Array.from({ length: waiting }, () => this.waiting())}
      </div>
    `;
  }

  /** The place of a picture that has not arrived, with the photo that it is made of if this page has it. */
  private waiting(): TemplateResult {
    const preview = this.photo?.preview ?? null;
    return html`<div class="tile waiting">${preview === null ? "" : html`<img src=${preview} alt="" />`}</div>`;
  }

  private get photo(): Photo | undefined {
    return draft.photos.find((photo) => photo.assetId !== null && photo.assetId === this.generation.input1);
  }

  /** The shape of pictures that have not arrived: as requested, or as the photo if this page knows it. */
  private expectedRatio(): number {
    const { aspectRatio } = this.generation;
    return /^\d+:\d+$/.test(aspectRatio) ? ratioOf(aspectRatio) : (this.photo?.ratio ?? usualRatio);
  }
}
