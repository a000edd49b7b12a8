import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, read } from "../api/client";
import { shared } from "../design/shared";
import { t } from "../texts/texts";
import { FieldErrors } from "./field-errors";
import { panel } from "./panel";
import { eventName, eventTypes } from "./webhooks";

const fields = ["url", "events"] as const;
const usual: readonly string[] = ["generation.succeeded", "generation.failed"];

/** Adds a webhook endpoint. Sends `created` with the endpoint and its secret, or `cancel`. */
@customElement("webhook-form")
export class WebhookForm extends LitElement {
  static override styles = [shared, panel];

  @state() private failure: unknown = null;
  @state() private isSending = false;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")!.focus();
  }

  protected override render(): TemplateResult {
    const errors = new FieldErrors(this.failure, fields);
    return html`
      <form class="panel" novalidate @submit=${this.submit} aria-label=${t("account.hooks.new")}>
        <div class="field">
          <label for="url">${t("account.hooks.url")}</label>
          <input
            class="input" id="url" name="url" type="url" inputmode="url" maxlength="2000" autocomplete="off"
            placeholder="https://shop.example.com/render-studio"
            aria-invalid=${errors.has("url")} aria-describedby="url-error"
          />
          ${errors.of("url")}
        </div>
        <fieldset class="field" aria-describedby="events-error">
          <legend>${t("account.hooks.events")}</legend>
          ${eventTypes.map(
            (type) => html`
              <label class="check">
                <input type="checkbox" name="events" value=${type} ?checked=${usual.includes(type)} />
                <span>${eventName(type)} <code class="quiet">${type}</code></span>
              </label>
            `,
          )}
          ${errors.of("events")}
        </fieldset>
        ${errors.other}
        <div class="row">
          <button class="button primary" aria-disabled=${this.isSending}>${t("account.hooks.add")}</button>
          <button type="button" class="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>
            ${t("account.cancel")}
          </button>
        </div>
      </form>
    `;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    try {
      const form = new FormData(event.target as HTMLFormElement);
      const body = {
        url: `${form.get("url")}`.trim(),
        events: form.getAll("events") as (typeof eventTypes)[number][],
      };
      const created = await read(api.POST("/api/v1/webhook-endpoints", { body }));
      this.dispatchEvent(new CustomEvent("created", { detail: created }));
    } catch (failure) {
      this.failure = failure;
      await this.updateComplete;
      const { first } = new FieldErrors(failure, fields);
      if (first !== undefined) this.renderRoot.querySelector<HTMLElement>(`[name=${first}]`)!.focus();
    } finally {
      this.isSending = false;
    }
  }
}
