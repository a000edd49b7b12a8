import { css, html, LitElement, nothing, type SVGTemplateResult, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";

export interface Choice {
  id: string;
  name: string;
  /** Stands for the name where space is scarce. */
  short?: string;
  /** Colours that suggest the choice. */
  colors?: readonly string[];
  /** A drawing in a square of 24 units that suggests the choice. */
  picture?: SVGTemplateResult | undefined;
  /** Width divided by height of a shape that suggests the choice. */
  ratio?: number;
}

const manyChoices = 12;

/** One of several choices, as a group of radio buttons. Sends `choose` with the id. */
@customElement("choice-field")
export class ChoiceField extends LitElement {
  static override styles = [
    shared,
    css`
      legend {
        margin-bottom: var(--space-2);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      @media (max-width: 34rem) {
        .many {
          display: grid;
          grid-template-rows: repeat(4, auto);
          grid-auto-flow: column;
          margin: 0 calc(-1 * var(--space-4));
          padding: 2px var(--space-4) var(--space-2);
          overflow-x: auto;
          scrollbar-width: thin;
        }
      }
      label {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 2.5rem;
        padding: 0 var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
        white-space: nowrap;
        cursor: pointer;
        transition: border-color var(--quick);
      }
      label:hover {
        border-color: var(--line-strong);
      }
      label:has(:checked) {
        border-color: var(--text);
        box-shadow: inset 0 0 0 1px var(--text);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }
      input {
        position: absolute;
        opacity: 0;
      }
      .colors {
        display: flex;
      }
      .colors:not(:has(i)) {
        display: none;
      }
      .colors i {
        width: 0.875rem;
        height: 0.875rem;
        border: 1px solid var(--surface);
        border-radius: 50%;
        background: var(--color);
        box-shadow: 0 0 0 1px var(--line);
      }
      .colors i + i {
        margin-left: -0.3125rem;
      }
      svg {
        width: 1.25rem;
        height: 1.25rem;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.6;
        stroke-linecap: round;
      }
      .shape {
        width: var(--width);
        height: var(--height);
        border: 1.5px solid currentColor;
        border-radius: 2px;
      }
    `,
  ];

  @property() label = "";
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property() value = "";

  protected override render(): TemplateResult {
    return html`
      <fieldset>
        <legend>${this.label}</legend>
        <div class="choices ${this.choices.length > manyChoices ? "many" : ""}">
          ${this.choices.map((choice) => this.choice(choice))}
        </div>
      </fieldset>
    `;
  }

  private choice({ id, name, short, colors, picture, ratio }: Choice): TemplateResult {
    return html`
      <label title=${short === undefined ? nothing : name}>
        <input
          type="radio"
          name="choice"
          aria-label=${name}
          .checked=${id === this.value}
          @change=${() => this.choose(id)}
        />
        ${picture === undefined ? "" : html`<svg viewBox="0 0 24 24" aria-hidden="true">${picture}</svg>`}
        ${ratio === undefined ? "" : html`<i class="shape" ${variables(shapeOf(ratio))}></i>`}
        <span class="colors">${colors?.map((color) => html`<i ${variables({ color })}></i>`)}</span>
        ${short ?? name}
      </label>
    `;
  }

  private choose(id: string): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: id }));
  }
}

function shapeOf(ratio: number): Record<string, string> {
  const side = 16;
  return ratio >= 1
    ? { width: `${side}px`, height: `${side / ratio}px` }
    : { width: `${side * ratio}px`, height: `${side}px` };
}
