import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { messages } from "../shell/messages";
import { t } from "../texts/texts";
import { panel } from "./panel";

/** A key or a secret, which the API tells only once. Sends `done` when the user has kept it. */
@customElement("secret-note")
export class SecretNote extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      .panel {
        border-color: var(--text);
      }
      code {
        display: block;
        padding: var(--space-3);
        border-radius: var(--radius-s);
        background: var(--sunken);
        user-select: all;
      }
    `,
  ];

  @property() heading = "";
  @property() text = "";
  @property({ attribute: false }) secret = "";

  /** A screen reader begins with the heading. */
  protected override firstUpdated(): void {
    this.renderRoot.querySelector("section")!.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <section class="panel" tabindex="-1" aria-labelledby="heading">
        <h2 id="heading">${this.heading}</h2>
        <code>${this.secret}</code>
        <p>${this.text} ${t("account.secret.once")}</p>
        <div class="row">
          <button class="button primary" @click=${this.copy}>${t("account.secret.copy")}</button>
          <button class="button" @click=${() => this.dispatchEvent(new Event("done"))}>
            ${t("account.secret.done")}
          </button>
        </div>
      </section>
    `;
  }

  private async copy(): Promise<void> {
    try {
      // Without https there is no clipboard.
      await navigator.clipboard.writeText(this.secret);
      messages.show(t("account.secret.copied"));
    } catch {
      messages.show(t("account.secret.select"));
    }
  }
}
