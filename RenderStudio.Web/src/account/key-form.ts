import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { api, read, type Schemas } from "../api/client";
import { now } from "../api/clock";
import { t } from "../texts/texts";
import { CreationForm } from "./creation-form";
import type { FieldErrors } from "./field-errors";

const lifetimes = { never: 0, month: 30, quarter: 90, year: 365 };
const dayMs = 24 * 60 * 60_000;

/** Creates an API key. `created` contains the key itself. */
@customElement("key-form")
export class KeyForm extends CreationForm {
  protected override readonly fields = ["name", "scopes", "monthlyCreditCap", "expiresAt"];

  protected override get texts(): { name: string; action: string } {
    return { name: t("account.keys.new"), action: t("account.keys.create") };
  }

  protected override create(form: FormData): Promise<unknown> {
    return read(api.POST("/api/v1/api-keys", { body: request(form) }));
  }

  protected override inputs(errors: FieldErrors): TemplateResult {
    return html`
      <div class="field">
        <label for="name">${t("account.keys.name")}</label>
        <input
          class="input" id="name" name="name" maxlength="100" autocomplete="off"
          placeholder=${t("account.keys.name.hint")}
          aria-invalid=${errors.has("name")} aria-describedby="name-error"
        />
        ${errors.of("name")}
      </div>
      <fieldset class="field" aria-describedby="scopes-error">
        <legend>${t("account.keys.scopes")}</legend>
        ${this.scope("generate", t("account.keys.scope.generate"), t("account.keys.scope.generate.text"))}
        ${this.scope("read", t("account.keys.scope.read"), t("account.keys.scope.read.text"))}
        ${errors.of("scopes")}
      </fieldset>
      <div class="fields">
        <div class="field">
          <label for="monthlyCreditCap">${t("account.keys.cap")}</label>
          <input
            class="input" id="monthlyCreditCap" name="monthlyCreditCap" inputmode="numeric" autocomplete="off"
            placeholder=${t("account.keys.cap.none")}
            aria-invalid=${errors.has("monthlyCreditCap")} aria-describedby="monthlyCreditCap-error"
          />
          ${errors.of("monthlyCreditCap")}
        </div>
        <div class="field">
          <label for="expiresAt">${t("account.keys.expires")}</label>
          <select class="input" id="expiresAt" name="expiresAt" aria-describedby="expiresAt-error">
            <option value="never">${t("account.keys.expires.never")}</option>
            <option value="month">${t("account.keys.expires.days", { count: lifetimes.month })}</option>
            <option value="quarter">${t("account.keys.expires.days", { count: lifetimes.quarter })}</option>
            <option value="year">${t("account.keys.expires.year")}</option>
          </select>
          ${errors.of("expiresAt")}
        </div>
      </div>
    `;
  }

  private scope(value: string, name: string, text: string): TemplateResult {
    return html`
      <label class="check">
        <input type="checkbox" name="scopes" value=${value} checked />
        <span>${name} <span class="quiet small">${text}</span></span>
      </label>
    `;
  }
}

type KeyRequest = Pick<Schemas["ApiKey"], "name"> & {
  scopes: ("generate" | "read")[];
  monthlyCreditCap: number | null;
  expiresAt: string | null;
};

function request(form: FormData): KeyRequest {
  const cap = `${form.get("monthlyCreditCap")}`.trim();
  const days = lifetimes[form.get("expiresAt") as keyof typeof lifetimes];
  return {
    name: `${form.get("name")}`.trim(),
    scopes: form.getAll("scopes") as KeyRequest["scopes"],
    // What is no number goes to the API as it is, which says so.
    monthlyCreditCap: cap === "" ? null : /^\d+$/.test(cap) ? Number(cap) : (cap as unknown as number),
    expiresAt: days === 0 ? null : new Date(now() + days * dayMs).toISOString(),
  };
}
