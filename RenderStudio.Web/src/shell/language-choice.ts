import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { shared } from "../design/shared";
import { language, type Language, languages } from "../texts/language";
import { t } from "../texts/texts";
import { Attempt } from "./attempt";

/** Shows the page in another language, at once and without losing what the user has entered. */
@customElement("language-choice")
export class LanguageChoice extends LitElement {
  static override styles = [
    shared,
    css`
      .input {
        width: auto;
        min-height: 2.5rem;
        padding: 0 var(--space-1);
        border-color: transparent;
        background: transparent;
        color: var(--text-quiet);
        cursor: pointer;
      }
      .input:hover {
        border-color: var(--line);
        color: var(--text);
      }
      option {
        background: var(--surface);
        color: var(--text);
      }
    `,
  ];

  private readonly attempt = new Attempt(this);

  protected override render(): TemplateResult {
    return html`
      <select class="input small" aria-label=${t("app.language")} @change=${this.choose}>
        ${Object.entries(languages).map(
          ([id, name]) => html`<option value=${id} lang=${id} ?selected=${id === language.current}>${name}</option>`,
        )}
      </select>
    `;
  }

  private choose(event: Event): Promise<void> {
    const select = event.target as HTMLSelectElement;
    return this.attempt.run(async () => {
      try {
        await language.choose(select.value as Language);
      } finally {
        select.value = language.current;
      }
    });
  }
}
