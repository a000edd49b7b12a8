import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";

/** In place of a screen that has nothing to show: what the state is, and in the slot what to do. */
@customElement("state-note")
export class StateNote extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        justify-items: center;
        padding: 14vh 0;
        text-align: center;
      }
      p {
        max-width: 34rem;
      }
      .row {
        justify-content: center;
        margin-top: var(--space-2);
      }
    `,
  ];

  @property() heading = "";
  @property() text = "";

  protected override render(): TemplateResult {
    return html`
      <h1>${this.heading}</h1>
      <p class="quiet">${this.text}</p>
      <div class="row"><slot></slot></div>
    `;
  }
}
