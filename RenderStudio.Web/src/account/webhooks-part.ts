import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, read, type Schemas } from "../api/client";
import { shared } from "../design/shared";
import { failureNotice } from "../shell/failure-notice";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import { panel } from "./panel";
import { eventName, stateOf, type Endpoint } from "./webhooks";
import "./secret-note";
import "./webhook-form";

/** The webhook endpoints of the user. */
@customElement("webhooks-part")
export class WebhooksPart extends LitElement {
  static override styles = [shared, panel];

  @state() private endpoints: Endpoint[] | null = null;
  @state() private failure: unknown = null;
  @state() private isAdding = false;
  @state() private created: Schemas["EndpointWithSecret"] | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <div>
          <h2>${t("account.hooks")}</h2>
          <p class="quiet">${t("account.hooks.text")} <a href="/api/reference/">${t("account.reference")}</a></p>
        </div>
        ${this.isAdding || this.created !== null
          ? ""
          : html`
              <button class="button primary" @click=${() => (this.isAdding = true)}>${t("account.hooks.new")}</button>
            `}
      </div>
      ${this.isAdding ? html`<webhook-form @created=${this.show} @cancel=${this.end}></webhook-form>` : ""}
      ${this.created === null
        ? ""
        : html`
            <secret-note
              heading=${t("account.hooks.secret")}
              text=${t("account.hooks.secret.text")}
              .secret=${this.created.secret}
              @done=${this.end}
            ></secret-note>
          `}
      ${this.list()}
    `;
  }

  private list(): TemplateResult | string {
    if (this.failure !== null) return failureNotice(this.failure, () => this.load());
    if (this.endpoints === null) return "";
    if (this.endpoints.length === 0)
      return this.isAdding || this.created !== null ? "" : html`<p class="quiet">${t("account.hooks.none")}</p>`;
    return html`
      <ul class="panel list" aria-label=${t("account.hooks")}>
        ${this.endpoints.map((endpoint) => this.item(endpoint))}
      </ul>
    `;
  }

  private item(endpoint: Endpoint): TemplateResult {
    const { text, tone } = stateOf(endpoint);
    return html`
      <li>
        <div class="facts">
          <p><a href=${pathTo(`/account/webhooks/${endpoint.id}`)}><code>${endpoint.url}</code></a></p>
          <p class="quiet small">${endpoint.events.map(eventName).join(" · ")}</p>
        </div>
        <span class="chip ${tone}">${text}</span>
      </li>
    `;
  }

  private show(event: CustomEvent<Schemas["EndpointWithSecret"]>): void {
    this.isAdding = false;
    this.created = event.detail;
    void this.load();
  }

  private async end(): Promise<void> {
    this.isAdding = false;
    this.created = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".head button")!.focus();
  }

  private async load(): Promise<void> {
    try {
      this.endpoints = (await read(api.GET("/api/v1/webhook-endpoints"))).items;
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }
}
