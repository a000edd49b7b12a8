import { html, type TemplateResult } from "lit";
import { sentence } from "../api/sentences";
import { t } from "../texts/texts";

/** What a failed request means, with a button that repeats it. Nothing without a failure. */
export function failureNotice(failure: unknown, repeat: () => unknown): TemplateResult | string {
  if (failure === null) return "";
  return html`
    <div class="notice" role="alert">
      <p>${sentence(failure)}</p>
      <div><button class="button" @click=${() => void repeat()}>${t("app.again")}</button></div>
    </div>
  `;
}
