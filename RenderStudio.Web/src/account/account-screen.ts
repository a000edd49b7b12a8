import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { Watching } from "../shell/changes";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import "./credits-part";

type Part = "credits" | "keys" | "webhooks" | "webhook" | "erase";

/** The parts that the first view does not need. */
const parts: Partial<Record<Part, () => Promise<unknown>>> = {
  keys: () => import("./keys-part"),
  webhooks: () => import("./webhooks-part"),
  webhook: () => import("./webhook-part"),
  erase: () => import("./erase-part"),
};

/** The account of the user: its parts, and the sign-out. */
@customElement("account-screen")
export class AccountScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
        max-width: 60rem;
        margin: 0 auto;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
      }
      .head div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-5);
        border-bottom: 1px solid var(--line);
      }
      nav a {
        margin-bottom: -1px;
        padding: var(--space-3) 0;
        border-bottom: 2px solid transparent;
        color: var(--text-quiet);
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover {
        color: var(--text);
      }
      nav a[aria-current] {
        border-color: var(--text);
        color: var(--text);
        font-weight: 600;
      }
      @media (max-width: 30rem) {
        nav {
          column-gap: var(--space-3);
          font-size: var(--text-s);
        }
      }
    `,
  ];

  @property({ attribute: false }) view: Part = "credits";
  /** The id of the webhook endpoint that is shown. */
  @property({ attribute: false }) item = "";
  @state() private isCutOff = false;

  constructor() {
    super();
    new Watching(this, session);
  }

  protected override willUpdate(): void {
    parts[this.view]?.().catch(() => (this.isCutOff = true));
  }

  protected override render(): TemplateResult {
    const isErased = session.state === "erased";
    return html`
      <div class="head">
        <div>
          <h1>${t("account.title")}</h1>
          ${isErased ? "" : html`<p class="quiet">${t("account.user", { user: session.user ?? "" })}</p>`}
        </div>
        ${isErased
          ? ""
          : html`
              <button class="button" @click=${() => session.signOut()}>
                ${t(session.isLocal ? "account.switch" : "account.signout")}
              </button>
            `}
      </div>
      ${isErased ? "" : this.navigation()} ${this.isCutOff ? this.cutOff() : this.content()}
    `;
  }

  private navigation(): TemplateResult {
    const link = (path: string, text: string, isCurrent: boolean) => html`
      <a href=${pathTo(path)} aria-current=${isCurrent ? "page" : nothing}>${text}</a>
    `;
    return html`
      <nav aria-label=${t("account.title")}>
        ${link("/account", t("account.part.credits"), this.view === "credits")}
        ${link("/account/keys", t("account.part.keys"), this.view === "keys")}
        ${link("/account/webhooks", t("account.part.webhooks"), this.view === "webhooks" || this.view === "webhook")}
        ${link("/account/erase", t("account.part.erase"), this.view === "erase")}
      </nav>
    `;
  }

  private content(): TemplateResult {
    switch (this.view) {
      case "credits":
        return html`<credits-part></credits-part>`;
      case "keys":
        return html`<keys-part></keys-part>`;
      case "webhooks":
        return html`<webhooks-part></webhooks-part>`;
      case "webhook":
        // Nothing of one endpoint, such as its new secret, stays for the next one.
        return html`${keyed(this.item, html`<webhook-part .endpointId=${this.item}></webhook-part>`)}`;
      case "erase":
        return html`<erase-part></erase-part>`;
    }
  }

  private cutOff(): TemplateResult {
    return html`
      <div class="notice" role="alert">
        <p>${t("problem.offline")}</p>
        <div><button class="button" @click=${() => location.reload()}>${t("app.again")}</button></div>
      </div>
    `;
  }
}
