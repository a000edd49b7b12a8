import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { catalog, type Catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import { draft } from "./draft";

type Palette = Catalog["palettes"][number];

const hexPattern = /^#?([0-9a-f]{6})$/i;

/** Colours of a palette and the user's own ones, in the order in which they were chosen. */
@customElement("color-field")
export class ColorField extends LitElement {
  static override styles = [
    shared,
    css`
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
      .own {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        margin-top: var(--space-3);
      }
      .own .input {
        flex: 0 1 9rem;
        min-width: 7rem;
      }
      input[type="color"] {
        width: 2.75rem;
        height: 2.75rem;
        padding: var(--space-1);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-m);
        background: var(--surface);
        cursor: pointer;
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];

  @property({ attribute: false }) palette!: Palette;
  @state() private own = "#2f6f8f";
  @state() private wrong = "";

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  protected override render(): TemplateResult {
    const { name, note, colors } = this.palette;
    const { min, max } = catalog.value!.limits.inspire.paletteColors;
    const chosen = draft.choices.colors;
    const count = chosen.length;
    const ownColors = chosen.filter((hex) => !colors.some((color) => color.hex === hex));
    return html`
      <fieldset>
        <legend class="visually-hidden">${t("make.colors")}</legend>
        <div class="head">
          <h2 aria-hidden="true">${t("make.colors")}</h2>
          <span class="quiet small" role="status">
            ${count === 0 ? t("make.colors.all", { name }) : t("make.colors.chosen", { count, min, max })}
          </span>
        </div>
        <div class="colors">
          ${[...colors, ...ownColors.map((hex) => ({ hex, name: null }))].map((color) => this.color(color, max))}
        </div>
        ${this.adding(max)}
        <p class="quiet small note">${note}</p>
      </fieldset>
    `;
  }

  private color({ hex, name }: { hex: string; name: string | null }, max: number): TemplateResult {
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

  private adding(max: number): TemplateResult {
    const type = (event: Event) => {
      this.own = (event.target as HTMLInputElement).value;
      this.wrong = "";
    };
    const code = hexPattern.exec(this.own.trim())?.[1];
    return html`
      <div class="own">
        <input
          type="color"
          aria-label=${t("make.color.own")}
          .value=${code === undefined ? "#000000" : `#${code.toLowerCase()}`}
          @input=${type}
        />
        <input
          class="input"
          aria-label="${t("make.color.own")} ${t("make.color.own.hint")}"
          aria-describedby="wrong"
          spellcheck="false"
          .value=${this.own}
          @input=${type}
          @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.add()}
        />
        <button class="button" ?disabled=${draft.choices.colors.length >= max} @click=${this.add}>
          ${t("make.color.own.add")}
        </button>
        <span id="wrong" class="bad small" role="status">${this.wrong}</span>
      </div>
    `;
  }

  private add(): void {
    const code = hexPattern.exec(this.own.trim())?.[1];
    const hex = `#${code?.toLowerCase()}`;
    const { colors } = draft.choices;
    this.wrong =
      code === undefined ? t("make.color.own.wrong") : colors.includes(hex) ? t("make.color.own.twice") : "";
    const isFull = colors.length >= catalog.value!.limits.inspire.paletteColors.max;
    if (this.wrong === "" && !isFull) draft.set({ colors: [...colors, hex] });
  }
}
