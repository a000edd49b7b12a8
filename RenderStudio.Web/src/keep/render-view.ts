import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../api/client";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { t } from "../texts/texts";
import "./before-after";
import "./full-view";

type Variant = Schemas["Variant"];

/**
 * The large view of a render, and the choice among its pictures. Sends `choose` with the position of a picture, and
 * `expired` when a link has expired.
 */
@customElement("render-view")
export class RenderViewElement extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        justify-items: center;
      }
      .large {
        width: min(100%, calc(76vh * var(--ratio)));
        aspect-ratio: var(--ratio);
        border-radius: var(--radius-l);
        background: var(--color);
        overflow: hidden;
      }
      .large > img {
        width: 100%;
        height: 100%;
      }
      .row {
        justify-content: center;
      }
      .strip {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-2);
      }
      .strip button {
        width: 5.5rem;
        padding: 0;
        border: 0;
        border-radius: var(--radius-s);
        background: var(--color);
        aspect-ratio: var(--ratio);
        overflow: hidden;
        cursor: pointer;
      }
      .strip [aria-current="true"] {
        box-shadow:
          0 0 0 2px var(--ground),
          0 0 0 4px var(--text);
      }
      .strip img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
    `,
  ];

  @property({ attribute: false }) value!: Schemas["Render"];
  @property({ type: Number }) shown = 0;
  @state() private comparing = true;
  private expired = "";

  protected override render(): TemplateResult {
    const { variants, inputs } = this.value;
    const variant = variants[this.shown] ?? variants[0]!;
    const photo = inputs[0]?.url ?? null;
    const look = variables({ ratio: variant.width / variant.height, color: variant.placeholder });
    return html`
      <div class="large" ${look} @error=${{ handleEvent: () => this.renew(variant.url), capture: true }}>
        ${photo !== null && this.comparing
          ? html`<before-after photo=${photo} picture=${variant.url} ${look}></before-after>`
          : this.picture(variant)}
      </div>
      <div class="row">
        ${photo === null
          ? ""
          : html`
              <button class="button" aria-pressed=${this.comparing} @click=${() => (this.comparing = !this.comparing)}>
                ${t("render.compare")}
              </button>
            `}
        <full-view picture=${variant.url} label=${t("render.variant", { index: this.shown + 1 })}></full-view>
      </div>
      ${variants.length > 1 ? this.strip(variants) : ""}
    `;
  }

  private picture({ url, width, height }: Variant): TemplateResult {
    const alt = t("render.variant", { index: this.shown + 1 });
    return html`<img src=${url} width=${width} height=${height} alt=${alt} />`;
  }

  private strip(variants: Variant[]): TemplateResult {
    return html`
      <div class="strip" role="group" aria-label=${t("render.variants")}>
        ${variants.map(({ thumbnailUrl, url, width, height, placeholder }, i) => html`
          <button
            aria-label=${t("render.variant", { index: i + 1 })}
            aria-current=${i === this.shown}
            @click=${() => this.dispatchEvent(new CustomEvent("choose", { detail: i }))}
            ${variables({ ratio: width / height, color: placeholder })}
          >
            <img src=${thumbnailUrl ?? url} alt="" />
          </button>
        `)}
      </div>
    `;
  }

  private renew(url: string): void {
    if (url === this.expired) return;
    this.expired = url;
    this.dispatchEvent(new Event("expired"));
  }
}
