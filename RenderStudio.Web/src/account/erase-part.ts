import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, read, type Schemas } from "../api/client";
import { sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { t, type TextKey } from "../texts/texts";
import { panel } from "./panel";
import { Repeating } from "./repeating";

type Receipt = Schemas["ErasureReceipt"];

const everyMs = 1500;
const goes = ["account.erase.pictures", "account.erase.access", "account.erase.billing"] as const;
const stays = ["account.erase.ledger", "account.erase.stripe", "account.erase.month"] as const;

/** Erases the user: what it means, the confirmation, and the progress until it is done. */
@customElement("erase-part")
export class ErasePart extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      .lists {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
        gap: var(--space-5);
      }
      .lists ul {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding-left: 1.1rem;
        list-style: disc;
      }
      form {
        display: grid;
        gap: var(--space-4);
        max-width: 24rem;
      }
    `,
  ];

  @state() private word = "";
  @state() private receipt: Receipt | null = null;
  @state() private failure: unknown = null;
  @state() private isSending = false;
  private readonly watching = new Repeating(this, () => this.look());

  protected override render(): TemplateResult {
    return html`
      <section class="panel" aria-labelledby="heading">
        ${this.receipt === null ? this.form() : this.progress(this.receipt)}
      </section>
    `;
  }

  private form(): TemplateResult {
    return html`
      <div>
        <h2 id="heading">${t("account.erase")}</h2>
        <p class="quiet">${t("account.erase.text")}</p>
      </div>
      <div class="lists">
        ${this.list("account.erase.goes", goes)} ${this.list("account.erase.stays", stays)}
      </div>
      <form @submit=${this.erase}>
        <div class="field">
          <label for="word">${t("account.erase.confirm", { word: t("account.erase.word") })}</label>
          <input
            class="input" id="word" autocomplete="off" autocapitalize="off" spellcheck="false"
            .value=${this.word}
            @input=${(event: InputEvent) => (this.word = (event.target as HTMLInputElement).value)}
          />
        </div>
        ${this.failure === null ? "" : html`<p class="error" role="alert">${sentence(this.failure)}</p>`}
        <div>
          <button class="button danger" aria-disabled=${!this.isConfirmed || this.isSending}>
            ${t("account.erase.go")}
          </button>
        </div>
      </form>
    `;
  }

  private list(title: TextKey, facts: readonly TextKey[]): TemplateResult {
    return html`
      <div>
        <h3>${t(title)}</h3>
        <ul>${facts.map((fact) => html`<li>${t(fact)}</li>`)}</ul>
      </div>
    `;
  }

  private progress({ finishedAt, renders, pictures, photos }: Receipt): TemplateResult {
    const isDone = finishedAt !== null;
    const counts = [
      t("account.erase.renders", { count: renders }),
      t("account.erase.count.pictures", { count: pictures }),
      t("account.erase.photos", { count: photos }),
    ].join(", ");
    return html`
      <div role="status">
        <h2 id="heading" tabindex="-1">${t(isDone ? "account.erase.done" : "account.erase.running")}</h2>
        <p class="quiet">${counts}</p>
        <p>${t(isDone ? "account.erase.done.text" : "account.erase.running.text")}</p>
      </div>
      ${this.failure === null ? "" : html`<p class="error" role="alert">${sentence(this.failure)}</p>`}
      ${isDone
        ? html`
            <div>
              <button class="button" @click=${() => session.signOut()}>${t("account.erase.leave")}</button>
            </div>
          `
        : ""}
    `;
  }

  private get isConfirmed(): boolean {
    return this.word.trim().toLowerCase() === t("account.erase.word").toLowerCase();
  }

  private async erase(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!this.isConfirmed || this.isSending) return;
    this.isSending = true;
    this.failure = null;
    try {
      this.receipt = await session.erase(() => read(api.DELETE("/api/v1/me")));
      if (this.receipt.finishedAt === null) this.watching.start(everyMs);
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("#heading")!.focus();
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.isSending = false;
    }
  }

  /** The receipt needs no sign-in. */
  private async look(): Promise<number | null> {
    try {
      const { id } = this.receipt!;
      this.receipt = await read(api.GET("/api/v1/me/erasures/{id}", { params: { path: { id } } }));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
    return this.receipt!.finishedAt === null ? everyMs : null;
  }
}
