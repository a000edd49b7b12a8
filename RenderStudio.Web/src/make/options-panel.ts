import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog, type Catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { swatches } from "../design/swatches";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import type { Choice } from "./choice-field";
import { draft, type Choices } from "./draft";
import "./choice-field";

const shownPaletteColors = 5;

/** The choices that the catalog offers for the mode. */
@customElement("options-panel")
export class OptionsPanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
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
    const { choices } = draft;
    return html`
      ${choices.mode === "inspire" ? this.palettes(known) : this.room(known)}
      ${this.field("make.aspect", "aspectRatio", ratios(known, draft.mode?.inputs.length === 0))}
      ${this.field("make.quality", "quality", known.qualities)}
      <choice-field
        label=${t("make.variants")}
        value=${`${choices.variants}`}
        .choices=${counts(known)}
        @choose=${(event: CustomEvent<string>) => draft.set({ variants: Number(event.detail) })}
      ></choice-field>
    `;
  }

  private room(known: Catalog): TemplateResult {
    return html`
      ${this.field("make.style", "style", [
        { id: "", name: t("make.any") },
        ...known.styles.map((style) => ({ ...style, ...(swatches[style.id] && { colors: swatches[style.id]! }) })),
      ])}
      <div class="field">
        <label for="room">${t("make.room")}</label>
        <select
          class="input"
          id="room"
          @change=${(event: Event) => draft.set({ roomType: (event.target as HTMLSelectElement).value })}
        >
          <option value="" ?selected=${draft.choices.roomType === ""}>${t("make.any")}</option>
          ${known.roomTypes.map(
            ({ id, name }) => html`<option value=${id} ?selected=${id === draft.choices.roomType}>${name}</option>`,
          )}
        </select>
      </div>
    `;
  }

  private palettes(known: Catalog): TemplateResult {
    return this.field(
      "make.palette",
      "palette",
      known.palettes.map(({ id, name, colors }) => ({
        id,
        name,
        colors: colors.slice(0, shownPaletteColors).map((color) => color.hex),
      })),
    );
  }

  private field(
    label: "make.style" | "make.aspect" | "make.quality" | "make.palette",
    name: keyof Choices,
    choices: readonly Choice[],
  ): TemplateResult {
    return html`
      <choice-field
        label=${t(label)}
        value=${`${draft.choices[name]}`}
        .choices=${choices}
        @choose=${(event: CustomEvent<string>) => draft.set({ [name]: event.detail })}
      ></choice-field>
    `;
  }
}

/** The ratios by their shape. Without a photo there is none to match. */
function ratios(known: Catalog, withoutPhoto: boolean): Choice[] {
  return [
    { id: "", name: t(withoutPhoto ? "make.aspect.usual" : "make.aspect.match") },
    ...known.aspectRatios
      .filter((ratio) => ratio.id !== "match_input")
      .map(({ id, name }) => ({ id, name, ratio: ratioOf(id) })),
  ];
}

export function ratioOf(id: string): number {
  const [width = 1, height = 1] = id.split(":").map(Number);
  return width > 0 && height > 0 ? width / height : 1;
}

function counts(known: Catalog): Choice[] {
  const { min, max } = known.limits.variants;
  return Array.from({ length: max - min + 1 }, (_, i) => ({ id: `${min + i}`, name: `${min + i}` }));
}
