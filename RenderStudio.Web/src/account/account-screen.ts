import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, read, type Schemas } from "../api/client";
import { entryName, sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { session } from "../session/session";
import { sentenceOf } from "../texts/names";
import { bytes, day, moment, t } from "../texts/texts";

type Usage = Schemas["Usage"];

const newestEntries = 8;

/** Credits, storage and the sign-in of the user. */
@customElement("account-screen")
export class AccountScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-6);
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
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
        gap: var(--space-4);
      }
      section {
        display: grid;
        align-content: start;
        gap: var(--space-4);
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
      }
      .credits {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-5);
      }
      .ring {
        position: relative;
        display: grid;
        place-items: center;
        width: 8rem;
        height: 8rem;
        border-radius: 50%;
        background: conic-gradient(var(--text) calc(var(--share) * 1turn), var(--line) 0);
      }
      .ring::before {
        content: "";
        position: absolute;
        inset: 0.75rem;
        border-radius: 50%;
        background: var(--surface);
      }
      .ring span {
        position: relative;
        display: grid;
        justify-items: center;
        line-height: 1.2;
      }
      .ring strong {
        font-size: var(--text-xl);
        font-variant-numeric: tabular-nums;
      }
      dl {
        display: grid;
        flex: 1;
        grid-template-columns: 1fr auto;
        gap: var(--space-2) var(--space-4);
        min-width: 14rem;
      }
      dd,
      .delta {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .meter {
        height: 6px;
        border-radius: 3px;
        background: linear-gradient(90deg, var(--text) var(--share), var(--line) 0);
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 var(--space-4);
        padding: var(--space-3) 0;
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @state() private usage: Usage | null = null;
  @state() private failure: unknown = null;
  /** Whether all entries are shown that the API returned. */
  @state() private isComplete = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <div>
          <h1>${t("account.title")}</h1>
          <p class="quiet">${t("account.user", { user: session.user ?? "" })}</p>
        </div>
        <button class="button" @click=${() => session.signOut()}>
          ${t(session.isLocal ? "account.switch" : "account.signout")}
        </button>
      </div>
      ${this.failure === null
        ? ""
        : html`
            <div class="notice" role="alert">
              <p>${sentence(this.failure)}</p>
              <div><button class="button" @click=${this.load}>${t("app.again")}</button></div>
            </div>
          `}
      ${this.usage === null ? "" : this.details(this.usage)}
    `;
  }

  private details(usage: Usage): TemplateResult {
    return html`
      <div class="cards">${this.credits(usage)} ${this.storage(usage)}</div>
      ${this.ledger(usage)}
    `;
  }

  private credits({ remaining, used, held, granted, purchased, periodEnds }: Usage): TemplateResult {
    const share = Math.max(0, Math.min(1, remaining / Math.max(1, remaining + used + held)));
    return html`
      <section>
        <h2>${t("account.credits")}</h2>
        <div class="credits">
          <div class="ring" ${variables({ share })}>
            <span><strong>${remaining}</strong><span class="quiet small">${t("account.left")}</span></span>
          </div>
          <dl>
            <dt class="quiet">${t("account.granted")}</dt>
            <dd>${granted}</dd>
            <dt class="quiet">${t("account.used")}</dt>
            <dd>${used}</dd>
            <dt class="quiet">${t("account.held")}</dt>
            <dd>${held}</dd>
            ${purchased === 0 ? "" : html`<dt class="quiet">${t("account.purchased")}</dt><dd>${purchased}</dd>`}
          </dl>
        </div>
        <p class="quiet small">${t("account.renews", { date: day(periodEnds) })}</p>
      </section>
    `;
  }

  private storage({ plan, storage }: Usage): TemplateResult {
    const share = `${Math.min(100, (storage.bytes / storage.maxBytes) * 100)}%`;
    const values = { used: bytes(storage.bytes), max: bytes(storage.maxBytes), files: storage.files };
    return html`
      <section>
        <h2>${t("account.plan")}: ${plan}</h2>
        <h2>${t("account.storage")}</h2>
        <div class="meter" ${variables({ share })}></div>
        <p class="quiet">${t("account.storage.used", values)}</p>
      </section>
    `;
  }

  private ledger({ entries }: Usage): TemplateResult {
    return html`
      <section>
        <h2>${t("account.ledger")}</h2>
        ${entries.length === 0 ? html`<p class="quiet">${t("account.ledger.empty")}</p>` : ""}
        <ul>
          ${entries.slice(0, this.isComplete ? entries.length : newestEntries).map(
            ({ at, kind, credits, delta, reason }) => html`
              <li>
                <span>${entryName(kind)}</span>
                <span class="delta ${kind === "settle" ? "quiet" : ""}">
                  ${kind === "settle" ? credits : delta > 0 ? `+${delta}` : `${delta}`.replace("-", "−")}
                </span>
                <span class="quiet small">${moment(at)}${reason ? ` · ${sentenceOf(reason)}` : ""}</span>
              </li>
            `,
          )}
        </ul>
        ${this.isComplete || entries.length <= newestEntries
          ? ""
          : html`<button class="button" @click=${() => (this.isComplete = true)}>${t("account.ledger.more")}</button>`}
      </section>
    `;
  }

  private async load(): Promise<void> {
    try {
      this.usage = await read(api.GET("/api/v1/usage"));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }
}
