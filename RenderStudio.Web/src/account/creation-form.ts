import { html, LitElement, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { t } from "../texts/texts";
import { FieldErrors } from "./field-errors";
import { panel } from "./panel";

/** A form that creates something at the API. Sends `created` with what the API returns, or `cancel`. */
export abstract class CreationForm extends LitElement {
  static override styles = [shared, panel];

  @state() private failure: unknown = null;
  @state() private isSending = false;

  /** The fields as the API names them, in the order of the form. */
  protected abstract get fields(): readonly string[];

  /** The name of the form, and the text of its button. */
  protected abstract get texts(): { name: string; action: string };

  protected abstract inputs(errors: FieldErrors): TemplateResult;

  protected abstract create(form: FormData): Promise<unknown>;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")!.focus();
  }

  protected override render(): TemplateResult {
    const errors = new FieldErrors(this.failure, this.fields);
    const { name, action } = this.texts;
    return html`
      <form class="panel" novalidate @submit=${this.submit} aria-label=${name}>
        ${this.inputs(errors)} ${errors.other}
        <div class="row">
          <button class="button primary" aria-disabled=${this.isSending}>${action}</button>
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
      const detail = await this.create(new FormData(event.target as HTMLFormElement));
      this.dispatchEvent(new CustomEvent("created", { detail }));
    } catch (failure) {
      this.failure = failure;
      await this.updateComplete;
      const { first } = new FieldErrors(failure, this.fields);
      if (first !== undefined) this.renderRoot.querySelector<HTMLElement>(`[name=${first}]`)!.focus();
    } finally {
      this.isSending = false;
    }
  }
}
