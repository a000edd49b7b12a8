import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog, type Catalog } from "../api/catalog";
import { stencilPicture } from "../design/stencils";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { stencilName, t } from "../texts/texts";
import { draft } from "./draft";
import { sizeOf } from "./surface";
import "./choice-field";
import "./color-field";

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
      ${known.palettes.length > 1 ? this.ranges(known) : ""}
      ${palette === undefined ? "" : html`<color-field .palette=${palette}></color-field>`}
      ${this.stencils(known)} ${this.size(known)} ${this.plan(known)}
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

  /** The plan is loaded when there is something to show in it. */
  private plan(known: Catalog): TemplateResult | string {
    const { stencil } = draft.choices;
    if (stencil === "" && sizeOf(draft.choices, known) === null) return "";
    void import("./surface-plan").catch(() => undefined);
    return html`<surface-plan></surface-plan>`;
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
