import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog, type Mode } from "../api/catalog";
import { pictureOf } from "../design/pictures";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import { draft } from "./draft";

/** The kinds of pictures, as a group of radio buttons. */
@customElement("mode-cards")
export class ModeCards extends LitElement {
  static override styles = [
    shared,
    css`
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
        gap: var(--space-3);
      }
      label {
        position: relative;
        display: grid;
        grid-template-rows: auto 1fr;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
        cursor: pointer;
        transition:
          border-color var(--quick),
          box-shadow var(--quick);
      }
      label:hover {
        border-color: var(--line-strong);
      }
      label:has(:checked) {
        border-color: var(--text);
        box-shadow: 0 0 0 1px var(--text);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: 3px;
      }
      input {
        position: absolute;
        opacity: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
      }
      .text {
        display: grid;
        align-content: start;
        gap: 0.125rem;
        padding: var(--space-3) var(--space-4) var(--space-4);
      }
      .name {
        font-weight: 650;
      }
      @media (max-width: 34rem) {
        fieldset {
          grid-template-columns: 1fr 1fr;
        }
        label:last-of-type:nth-of-type(odd) {
          grid-column: 1 / -1;
          grid-template: auto / 40% 1fr;
          align-items: center;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  protected override render(): TemplateResult {
    return html`
      <fieldset>
        <legend class="visually-hidden">${t("make.mode")}</legend>
        ${catalog.value?.modes.map((mode) => this.card(mode))}
      </fieldset>
    `;
  }

  private card(mode: Mode): TemplateResult {
    return html`
      <label>
        <input
          type="radio"
          name="mode"
          value=${mode.id}
          aria-describedby="about-${mode.id}"
          aria-label=${mode.name}
          .checked=${draft.choices.mode === mode.id}
          @change=${() => draft.set({ mode: mode.id as typeof draft.choices.mode })}
        />
        <svg viewBox="0 0 160 100" aria-hidden="true" preserveAspectRatio="xMidYMid slice">${pictureOf(mode.id)}</svg>
        <span class="text">
          <span class="name">${mode.name}</span>
          <span class="quiet small" id="about-${mode.id}">${mode.description}</span>
        </span>
      </label>
    `;
  }
}
