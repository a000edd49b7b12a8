import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { catalog, type Catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { swatches } from "../design/swatches";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import type { Choice } from "./choice-field";
import { draft, type Choices } from "./draft";
import "./choice-field";
import "./surface-fields";

/** The choices that the catalog offers for the mode: either how the picture looks, or its frame and number. */
@customElement("options-panel")
export class OptionsPanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
    `,
  ];

  @property() section: "look" | "frame" = "look";

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  protected override render(): TemplateResult {
    const known = catalog.value;
    if (known === null) return html``;
    const isSurface = draft.choices.mode === "inspire";
    if (this.section === "look") return isSurface ? html`<surface-fields></surface-fields>` : this.styles(known);
    return html`${isSurface ? "" : this.room(known)} ${this.frame(known)}`;
  }

  private frame(known: Catalog): TemplateResult {
    return html`
      ${this.field("make.aspect", "aspectRatio", ratios(known, draft.mode?.inputs.length === 0))}
      ${this.field("make.quality", "quality", known.qualities)}
      <choice-field
        label=${t("make.variants")}
        value=${`${draft.choices.variants}`}
        .choices=${counts(known)}
        @choose=${(event: CustomEvent<string>) => draft.set({ variants: Number(event.detail) })}
      ></choice-field>
    `;
  }

  private styles(known: Catalog): TemplateResult {
    return this.field("make.style", "style", [
      { id: "", name: t("make.any") },
      ...known.styles.map((style) => ({ ...style, ...(swatches[style.id] && { colors: swatches[style.id]! }) })),
    ]);
  }

  private room(known: Catalog): TemplateResult {
    return html`
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

  private field(
    label: "make.style" | "make.aspect" | "make.quality",
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
      .map(({ id, name }) => ({ id, name, short: id, ratio: ratioOf(id) })),
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
