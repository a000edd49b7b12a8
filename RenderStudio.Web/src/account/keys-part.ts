import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { now } from "../api/clock";
import { api, read, type Schemas } from "../api/client";
import { shared } from "../design/shared";
import { Attempt } from "../shell/attempt";
import { failureNotice } from "../shell/failure-notice";
import { messages } from "../shell/messages";
import { day, moment, t } from "../texts/texts";
import type { ConfirmDialog } from "./confirm-dialog";
import { panel } from "./panel";
import "./confirm-dialog";
import "./key-form";
import "./secret-note";

type ApiKey = Schemas["ApiKey"];

/** The API keys of the user. */
@customElement("keys-part")
export class KeysPart extends LitElement {
  static override styles = [shared, panel];

  @state() private keys: ApiKey[] | null = null;
  @state() private failure: unknown = null;
  @state() private isCreating = false;
  @state() private created: Schemas["NewApiKey"] | null = null;
  private readonly attempt = new Attempt(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <div>
          <h2 id="heading" tabindex="-1">${t("account.keys")}</h2>
          <p class="quiet">${t("account.keys.text")} <a href="/api/reference/">${t("account.reference")}</a></p>
        </div>
        ${this.isCreating || this.created !== null
          ? ""
          : html`<button class="button primary" @click=${this.begin}>${t("account.keys.new")}</button>`}
      </div>
      ${this.isCreating ? html`<key-form @created=${this.show} @cancel=${this.end}></key-form>` : ""}
      ${this.created === null
        ? ""
        : html`
            <secret-note
              heading=${t("account.keys.created", { name: this.created.name })}
              text=${t("account.keys.created.text")}
              .secret=${this.created.key}
              @done=${this.end}
            ></secret-note>
          `}
      ${this.list()}
      <confirm-dialog></confirm-dialog>
    `;
  }

  private list(): TemplateResult | string {
    if (this.failure !== null) return failureNotice(this.failure, () => this.load());
    if (this.keys === null) return "";
    if (this.keys.length === 0)
      return this.isCreating || this.created !== null ? "" : html`<p class="quiet">${t("account.keys.none")}</p>`;
    return html`<ul class="panel list" aria-label=${t("account.keys")}>${this.keys.map((key) => this.item(key))}</ul>`;
  }

  private item(key: ApiKey): TemplateResult {
    return html`
      <li>
        <div class="facts">
          <p class="name">
            ${key.name} ${key.scopes.map((scope) => html`<span class="chip">${scopeName(scope)}</span>`)}
          </p>
          <p class="quiet small"><code>${key.prefix}…</code></p>
          <p class="quiet small">${[this.spent(key), this.life(key), this.use(key)].join(" · ")}</p>
        </div>
        <button
          class="button danger"
          aria-label=${t("account.keys.revoke.name", { name: key.name })}
          @click=${() => this.revoke(key)}
        >
          ${t("account.keys.revoke")}
        </button>
      </li>
    `;
  }

  private spent({ creditsThisMonth: count, monthlyCreditCap: max }: ApiKey): string {
    return max === null ? t("account.keys.spent", { count }) : t("account.keys.spent.cap", { count, max });
  }

  private life({ expiresAt }: ApiKey): string {
    if (expiresAt === null) return t("account.keys.endless");
    return t(Date.parse(expiresAt) <= now() ? "account.keys.expired" : "account.keys.until", { date: day(expiresAt) });
  }

  private use({ lastUsedAt }: ApiKey): string {
    return lastUsedAt === null ? t("account.keys.unused") : t("account.keys.used", { time: moment(lastUsedAt) });
  }

  private begin(): void {
    this.isCreating = true;
  }

  private show(event: CustomEvent<Schemas["NewApiKey"]>): void {
    this.isCreating = false;
    this.created = event.detail;
    void this.load();
  }

  private async end(): Promise<void> {
    this.isCreating = false;
    this.created = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".head button")!.focus();
  }

  private async revoke(key: ApiKey): Promise<void> {
    const dialog = this.renderRoot.querySelector<ConfirmDialog>("confirm-dialog")!;
    const isSure = await dialog.ask({
      title: t("account.keys.revoke.title", { name: key.name }),
      text: t("account.keys.revoke.text"),
      action: t("account.keys.revoke"),
    });
    if (!isSure || this.attempt.running) return;
    await this.attempt.run(async () => {
      await read(api.DELETE("/api/v1/api-keys/{id}", { params: { path: { id: key.id } } }));
      this.keys = (this.keys ?? []).filter(({ id }) => id !== key.id);
      if (this.created?.id === key.id) this.created = null;
      messages.show(t("account.keys.revoked", { name: key.name }));
      await this.updateComplete;
      // The button is gone that had the focus.
      this.renderRoot.querySelector<HTMLElement>("#heading")!.focus();
    });
  }

  private async load(): Promise<void> {
    try {
      this.keys = (await read(api.GET("/api/v1/api-keys"))).items;
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }
}

function scopeName(scope: string): string {
  if (scope === "generate") return t("account.keys.scope.generate");
  return scope === "read" ? t("account.keys.scope.read") : scope;
}
