import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { t } from "../texts/texts";

const longest = 120;

/** The name of a render, which its owner can change. Sends `rename` with the new title, empty for none. */
@customElement("title-field")
export class TitleField extends LitElement {
  static override styles = [
    shared,
    css`
      .row {
        flex-wrap: nowrap;
        justify-content: space-between;
        align-items: start;
        gap: var(--space-2);
      }
      h1 {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .button {
        flex: none;
      }
      .icon {
        width: 2.5rem;
        min-height: 2.5rem;
        padding: 0;
      }
    `,
  ];

  /** Shown without a title. */
  @property() usual = "";
  @property({ attribute: false }) value: string | null = null;
  @state() private isEditing = false;

  protected override render(): TemplateResult {
    if (this.isEditing) return this.form();
    return html`
      <div class="row">
        <h1>${this.value ?? this.usual}</h1>
        <button class="button plain icon" aria-label=${t("render.rename")} @click=${this.edit}>
          ${icon("pencil")}
        </button>
      </div>
    `;
  }

  private form(): TemplateResult {
    return html`
      <form class="row" @submit=${this.save} @keydown=${this.cancel}>
        <input
          class="input"
          aria-label=${t("render.title")}
          maxlength=${longest}
          placeholder=${this.usual}
          .value=${this.value ?? ""}
        />
        <button class="button primary">${t("render.rename.save")}</button>
      </form>
    `;
  }

  private async edit(): Promise<void> {
    this.isEditing = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")!.select();
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const title = this.renderRoot.querySelector("input")!.value.trim();
    this.dispatchEvent(new CustomEvent("rename", { detail: title }));
    await this.close();
  }

  private cancel(event: KeyboardEvent): void {
    if (event.key === "Escape") void this.close();
  }

  private async close(): Promise<void> {
    this.isEditing = false;
    await this.updateComplete;
    this.renderRoot.querySelector("button")!.focus();
  }
}
