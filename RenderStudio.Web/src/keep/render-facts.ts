import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import type { Schemas } from "../api/client";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { moment, percent, squareMetres, t, type TextKey } from "../texts/texts";

/** What a render was made of. */
@customElement("render-facts")
export class RenderFacts extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
        padding-top: var(--space-4);
        border-top: 1px solid var(--line);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-2) var(--space-4);
      }
      dd {
        min-width: 0;
        text-align: right;
        overflow-wrap: anywhere;
      }
      .areas dt {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
      i {
        width: 1rem;
        height: 1rem;
        border-radius: 50%;
        background: var(--color);
        box-shadow: inset 0 0 0 1px rgb(0 0 0 / 20%);
      }
      .prompt {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) value!: Schemas["Render"];
  @property({ attribute: false }) variant!: Schemas["Variant"];

  protected override render(): TemplateResult {
    const { mode, style, roomType, quality, model, seed, credits, createdAt, prompt } = this.value;
    const facts: [TextKey, string | null][] = [
      ["render.mode", catalog.nameOf("modes", mode)],
      ["render.style", style && catalog.nameOf("styles", style)],
      ["render.room", roomType && catalog.nameOf("roomTypes", roomType)],
      ["render.quality", catalog.nameOf("qualities", quality)],
      ["render.model", catalog.nameOf("models", model)],
      ["render.size", `${this.variant.width} × ${this.variant.height}`],
      ["render.seed", seed === null ? null : `${seed}`],
      ["render.credits", `${credits}`],
      ["render.made", moment(createdAt)],
    ];
    return html`
      ${this.areas()}
      ${prompt ? html`<h2>${t("render.prompt")}</h2><p class="prompt">${prompt}</p>` : ""}
      <h2>${t("render.details")}</h2>
      <dl class="small">
        ${facts.map(([key, text]) => (text ? html`<dt class="quiet">${t(key)}</dt><dd>${text}</dd>` : ""))}
      </dl>
    `;
  }

  private areas(): TemplateResult | string {
    const { areas } = this.variant;
    if (areas === null) return "";
    return html`
      <h2>${t("render.areas")}</h2>
      <dl class="small areas">
        ${areas.map(({ color, name, share, squareMetres: size }) => html`
          <dt><i ${variables({ color })}></i>${catalog.colorName(color, name)}</dt>
          <dd>${percent(share)}${size === null ? "" : `, ${squareMetres(size)}`}</dd>
        `)}
      </dl>
    `;
  }
}
