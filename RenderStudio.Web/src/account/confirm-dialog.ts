import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { t } from "../texts/texts";

export interface Question {
  title: string;
  text: string;
  /** The name of the button that confirms. */
  action: string;
}

/** Asks before something that cannot be undone. The focus returns to where it was. */
@customElement("confirm-dialog")
export class ConfirmDialog extends LitElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: min(28rem, calc(100vw - 2 * var(--space-4)));
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      form {
        display: grid;
        gap: var(--space-4);
      }
      p {
        overflow-wrap: anywhere;
      }
      .row {
        justify-content: flex-end;
      }
    `,
  ];

  @state() private question: Question | null = null;
  private answer: (isConfirmed: boolean) => void = () => undefined;

  /** @returns Whether the user confirmed. */
  async ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question = question;
    await this.updateComplete;
    const answered = new Promise<boolean>((resolve) => (this.answer = resolve));
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return answered;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.answer(false);
  }

  protected override render(): TemplateResult {
    const { title = "", text = "", action = "" } = this.question ?? {};
    return html`
      <dialog aria-labelledby="title" aria-describedby="text" @close=${this.close}>
        <form method="dialog">
          <h2 id="title">${title}</h2>
          <p id="text" class="quiet">${text}</p>
          <div class="row">
            <button class="button" value="">${t("account.keep")}</button>
            <button class="button danger" value="yes">${action}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  private get dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  private close(): void {
    // The event comes after the closing, when the user may have asked for the next question.
    if (this.dialog.open) return;
    this.answer(this.dialog.returnValue === "yes");
  }
}
