import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { t } from "../texts/texts";

/** The ways to sign in that the settings of the page allow. */
@customElement("sign-in")
export class SignInScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        justify-content: center;
        padding: 12vh 0;
      }
      .box {
        display: grid;
        gap: var(--space-4);
        width: min(24rem, calc(100vw - 2 * var(--space-4)));
      }
    `,
  ];

  @state() private failure: unknown = null;

  protected override render(): TemplateResult {
    return html`
      <div class="box">
        ${session.state === "not-configured" ? this.notConfigured() : session.isLocal ? this.local() : this.issuer()}
        <p role="alert" class="danger">${this.failure === null ? "" : sentence(this.failure)}</p>
      </div>
    `;
  }

  private notConfigured(): TemplateResult {
    return html`
      <h1>${t("signin.none.title")}</h1>
      <p class="quiet">${t("signin.none.text")}</p>
      <a class="button" href="/api/reference/">${t("signin.none.api")}</a>
    `;
  }

  private issuer(): TemplateResult {
    return html`
      <h1>${t("signin.title")}</h1>
      <p class="quiet">${t("signin.text")}</p>
      <button class="button primary" @click=${() => this.attempt(() => session.begin())}>${t("signin.go")}</button>
    `;
  }

  private local(): TemplateResult {
    return html`
      <h1>${t("signin.title")}</h1>
      <p class="quiet">${t("signin.local.text")}</p>
      <form class="box" @submit=${this.signInAs}>
        <div class="field">
          <label for="name">${t("signin.local.name")}</label>
          <input class="input" id="name" name="name" required maxlength="255" autocomplete="username" value="demo" />
        </div>
        <button class="button primary">${t("signin.local.go")}</button>
      </form>
    `;
  }

  private signInAs(event: SubmitEvent): void {
    event.preventDefault();
    const name = new FormData(event.target as HTMLFormElement).get("name");
    if (typeof name === "string") void this.attempt(() => session.signInAs(name.trim()));
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      this.failure = null;
      await act();
    } catch (failure) {
      this.failure = failure;
    }
  }
}
