import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { api, read } from "../api/client";
import { t } from "../texts/texts";
import { CreationForm } from "./creation-form";
import type { FieldErrors } from "./field-errors";
import { eventName, eventTypes } from "./webhooks";

const usual: readonly string[] = ["generation.succeeded", "generation.failed"];

/** Adds a webhook endpoint. `created` contains its secret. */
@customElement("webhook-form")
export class WebhookForm extends CreationForm {
  protected override readonly fields = ["url", "events"];

  protected override get texts(): { name: string; action: string } {
    return { name: t("account.hooks.new"), action: t("account.hooks.add") };
  }

  protected override create(form: FormData): Promise<unknown> {
    const body = {
      url: `${form.get("url")}`.trim(),
      events: form.getAll("events") as (typeof eventTypes)[number][],
    };
    return read(api.POST("/api/v1/webhook-endpoints", { body }));
  }

  protected override inputs(errors: FieldErrors): TemplateResult {
    return html`
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
    `;
  }
}
