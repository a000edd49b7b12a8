import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { api, read, type Schemas } from "../api/client";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { Attempt } from "../shell/attempt";
import { failureNotice } from "../shell/failure-notice";
import { messages } from "../shell/messages";
import { pathTo, router } from "../shell/router";
import { moment, t } from "../texts/texts";
import type { ConfirmDialog } from "./confirm-dialog";
import type { DeliveryList } from "./delivery-list";
import { panel } from "./panel";
import { eventName, stateOf, type Endpoint } from "./webhooks";
import "./confirm-dialog";
import "./delivery-list";
import "./secret-note";

/** One webhook endpoint: what can be done with it, and its deliveries. */
@customElement("webhook-part")
export class WebhookPart extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      .back {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        margin-left: calc(-1 * var(--space-1));
        text-decoration: none;
      }
    `,
  ];

  /** An element shows one endpoint only. */
  @property({ attribute: false }) endpointId = "";
  @state() private endpoint: Endpoint | null = null;
  @state() private failure: unknown = null;
  @state() private rotated: Schemas["EndpointWithSecret"] | null = null;
  @query("delivery-list") private deliveries!: DeliveryList;
  @query("confirm-dialog") private dialog!: ConfirmDialog;
  private readonly attempt = new Attempt(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("endpointId")) void this.load();
  }

  protected override render(): TemplateResult {
    return html`
      <div>
        <a class="back quiet" href=${pathTo("/account/webhooks")}>${icon("back")} ${t("account.hooks")}</a>
      </div>
      ${failureNotice(this.failure, () => this.load())}
      ${this.endpoint === null ? "" : this.details(this.endpoint)}
      <confirm-dialog></confirm-dialog>
    `;
  }

  private details(endpoint: Endpoint): TemplateResult {
    const { text, tone } = stateOf(endpoint);
    const { previousSecretExpiresAt: former } = endpoint;
    return html`
      <section class="panel" aria-labelledby="address">
        <div class="head">
          <h2 id="address" class="facts"><code>${endpoint.url}</code></h2>
          <span class="chip ${tone}" role="status">${text}</span>
        </div>
        <p class="quiet small">${endpoint.events.map(eventName).join(" · ")}</p>
        ${former === null
          ? ""
          : html`<p class="quiet small">${t("account.hooks.former", { time: moment(former) })}</p>`}
        <div class="row">
          ${endpoint.enabled ? this.button(t("account.hooks.test"), () => this.test()) : ""}
          ${this.button(t(endpoint.enabled ? "account.hooks.pause" : "account.hooks.resume"), () =>
            this.enable(!endpoint.enabled),
          )}
          ${this.button(t("account.hooks.rotate"), () => this.rotate())}
          <button class="button danger" @click=${() => this.delete(endpoint)}>${t("account.hooks.delete")}</button>
        </div>
      </section>
      ${this.rotated === null
        ? ""
        : html`
            <secret-note
              heading=${t("account.hooks.secret.new")}
              text=${t("account.hooks.secret.new.text")}
              .secret=${this.rotated.secret}
              @done=${this.kept}
            ></secret-note>
          `}
      <delivery-list .endpointId=${endpoint.id} .canReplay=${endpoint.enabled}></delivery-list>
    `;
  }

  private button(text: string, act: () => Promise<void>): TemplateResult {
    const run = () => {
      if (!this.attempt.running) void this.attempt.run(act);
    };
    return html`<button class="button" aria-disabled=${this.attempt.running} @click=${run}>${text}</button>`;
  }

  private get path(): { params: { path: { id: string } } } {
    return { params: { path: { id: this.endpointId } } };
  }

  private async test(): Promise<void> {
    await read(api.POST("/api/v1/webhook-endpoints/{id}/test", this.path));
    messages.show(t("account.hooks.tested"));
    await this.deliveries.refresh();
  }

  private async enable(enabled: boolean): Promise<void> {
    this.endpoint = await read(api.PATCH("/api/v1/webhook-endpoints/{id}", { ...this.path, body: { enabled } }));
    await this.deliveries.refresh();
  }

  private async rotate(): Promise<void> {
    const isSure = await this.dialog.ask({
      title: t("account.hooks.rotate.title"),
      text: t("account.hooks.rotate.text"),
      action: t("account.hooks.rotate"),
    });
    if (!isSure) return;
    this.rotated = await read(api.POST("/api/v1/webhook-endpoints/{id}/rotate", this.path));
    await this.load();
  }

  private async kept(): Promise<void> {
    this.rotated = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".row button")!.focus();
  }

  private async delete({ url }: Endpoint): Promise<void> {
    const isSure = await this.dialog.ask({
      title: t("account.hooks.delete.title"),
      text: t("account.hooks.delete.text", { url }),
      action: t("account.hooks.delete"),
    });
    if (!isSure || this.attempt.running) return;
    await this.attempt.run(async () => {
      await read(api.DELETE("/api/v1/webhook-endpoints/{id}", this.path));
      messages.show(t("account.hooks.deleted"));
      if (this.isConnected) router.go("/account/webhooks", true);
    });
  }

  private async load(): Promise<void> {
    try {
      this.endpoint = await read(api.GET("/api/v1/webhook-endpoints/{id}", this.path));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }
}
