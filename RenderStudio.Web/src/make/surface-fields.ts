import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog, type Catalog } from "../api/catalog";
import { stencilPicture } from "../design/stencils";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { stencilName, t } from "../texts/texts";
import { draft } from "./draft";
import "./choice-field";

type Color = Catalog["palettes"][number]["colors"][number];

/** What a design of a surface needs: colours of a range, the pattern, and the size of the surface. */
@customElement("surface-fields")
export class SurfaceFields extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
      .colors {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
        gap: var(--space-2);
      }
      .color {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 2.5rem;
        padding: var(--space-1) var(--space-2);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
        text-align: left;
        cursor: pointer;
      }
      .color:hover {
        border-color: var(--line-strong);
      }
      .color[aria-pressed="true"] {
        border-color: var(--text);
        box-shadow: inset 0 0 0 1px var(--text);
      }
      .color i {
        display: grid;
        flex: none;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        border-radius: 50%;
        background: var(--color);
        box-shadow: inset 0 0 0 1px rgb(0 0 0 / 15%);
      }
      .color b {
        padding: 0 0.3rem;
        font-style: normal;
        border-radius: var(--radius-s);
        background: #ffffff;
        color: #1d1c1a;
        font-size: 0.75rem;
        line-height: 1.3;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--space-2) var(--space-3);
        margin-bottom: var(--space-2);
      }
      .note {
        margin-top: var(--space-2);
      }
      .size {
        margin-top: var(--space-3);
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 10rem));
        gap: var(--space-3);
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  protected override render(): TemplateResult {
    const known = catalog.value;
    if (known === null) return html``;
    const palette = known.palettes.find(({ id }) => id === draft.palette);
    return html`
      ${known.palettes.length > 1 ? this.ranges(known) : ""} ${palette === undefined ? "" : this.colors(palette)}
      ${this.stencils(known)} ${this.size(known)}
    `;
  }

  private ranges(known: Catalog): TemplateResult {
    return html`
      <choice-field
        label=${t("make.range")}
        value=${draft.palette}
        .choices=${known.palettes}
        @choose=${(event: CustomEvent<string>) => draft.set({ palette: event.detail, colors: [] })}
      ></choice-field>
    `;
  }

  private colors({ name, note, colors }: Catalog["palettes"][number]): TemplateResult {
    const { min, max } = catalog.value!.limits.inspire.paletteColors;
    const count = draft.choices.colors.length;
    return html`
      <fieldset>
        <legend class="visually-hidden">${t("make.colors")}</legend>
        <div class="head">
          <h2 aria-hidden="true">${t("make.colors")}</h2>
          <span class="quiet small" role="status">
            ${count === 0 ? t("make.colors.all", { name }) : t("make.colors.chosen", { count, min, max })}
          </span>
        </div>
        <div class="colors">${colors.map((color) => this.color(color, max))}</div>
        <p class="quiet small note">${note}</p>
      </fieldset>
    `;
  }

  private color({ hex, name }: Color, max: number): TemplateResult {
    const chosen = draft.choices.colors;
    const at = chosen.indexOf(hex);
    return html`
      <button
        class="color small"
        aria-pressed=${at >= 0}
        ?disabled=${at < 0 && chosen.length >= max}
        @click=${() => draft.set({ colors: at >= 0 ? chosen.filter((one) => one !== hex) : [...chosen, hex] })}
      >
        <i ${variables({ color: hex })}>${at < 0 ? "" : html`<b>${at + 1}</b>`}</i>
        ${name ?? hex}
      </button>
    `;
  }

  private stencils(known: Catalog): TemplateResult {
    const choices = [
      { id: "", name: t("make.stencil.words") },
      ...known.limits.inspire.stencils.map((id) => ({ id, name: stencilName(id), picture: stencilPicture(id) })),
    ];
    return html`
      <choice-field
        label=${t("make.stencil")}
        value=${draft.choices.stencil}
        .choices=${choices}
        @choose=${(event: CustomEvent<string>) => draft.set({ stencil: event.detail })}
      ></choice-field>
    `;
  }

  private size(known: Catalog): TemplateResult {
    const { min, max } = known.limits.inspire.surfaceMm;
    const field = (name: "width" | "length") => html`
      <div class="field">
        <label for=${name} class="small">${t(`make.surface.${name}`)}</label>
        <input
          class="input"
          id=${name}
          type="number"
          inputmode="decimal"
          step="any"
          min=${min / 1000}
          max=${max / 1000}
          aria-describedby="range"
          .value=${draft.choices[name]}
          @input=${(event: Event) => draft.set({ [name]: (event.target as HTMLInputElement).value })}
        />
      </div>
    `;
    return html`
      <fieldset>
        <legend>${t("make.surface")}</legend>
        <p class="quiet small" id="range">${t("make.surface.note", { min: min / 1000, max: max / 1000 })}</p>
        <div class="size">${field("width")} ${field("length")}</div>
      </fieldset>
    `;
  }
}
