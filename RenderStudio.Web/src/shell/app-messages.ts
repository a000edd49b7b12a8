import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { t } from "../texts/texts";
import { Watching } from "./changes";
import { messages } from "./messages";

/** Shows the current message, and reads it aloud. */
@customElement("app-messages")
export class AppMessages extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 30;
        right: 0;
        bottom: max(var(--space-4), env(safe-area-inset-bottom));
        left: 0;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .place {
        padding-bottom: var(--bar-height, 0);
      }
      .message {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        max-width: calc(100vw - 2 * var(--space-4));
        padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
        border-radius: var(--radius-m);
        background: var(--text);
        color: var(--ground);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
      button {
        min-height: 2.5rem;
        padding: 0 var(--space-3);
        border: 0;
        border-radius: var(--radius-s);
        background: transparent;
        color: inherit;
        font-weight: 650;
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, var(--ground) 16%, transparent);
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, messages);
  }

  protected override render(): TemplateResult {
    const { current, barHeight } = messages;
    return html`
      <div class="place" role="status" ${variables({ "bar-height": `${barHeight}px` })}>
        ${current === null ? "" : this.message()}
      </div>
    `;
  }

  private message(): TemplateResult {
    const { text, action } = messages.current!;
    const act = () => {
      messages.close();
      action?.run();
    };
    return html`
      <div class="message">
        <span>${text}</span>
        ${action === undefined ? "" : html`<button @click=${act}>${action.text}</button>`}
        <button aria-label=${t("app.close")} @click=${() => messages.close()}>✕</button>
      </div>
    `;
  }
}
