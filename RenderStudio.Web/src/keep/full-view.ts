import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { t } from "../texts/texts";

/** A button that shows a picture over the whole window: fitted, or with all its pixels to scroll over. */
@customElement("full-view")
export class FullView extends LitElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: 100vw;
        max-width: none;
        height: 100dvh;
        max-height: none;
        margin: 0;
        padding: 0;
        border: 0;
        background: #0d0d0c;
      }
      .scroll {
        display: grid;
        width: 100%;
        height: 100%;
        overflow: auto;
      }
      .scroll:focus-visible {
        outline-offset: -4px;
      }
      img {
        max-width: none;
        margin: auto;
      }
      .fitted img {
        width: 100%;
        height: 100%;
        object-fit: contain;
        cursor: zoom-in;
      }
      .whole img {
        cursor: zoom-out;
      }
      .actions {
        position: fixed;
        z-index: 1;
        top: var(--space-3);
        right: var(--space-4);
        display: flex;
        gap: var(--space-2);
      }
    `,
  ];

  @property() picture = "";
  @property() label = "";
  @state() private isOpen = false;
  @state() private isWhole = false;

  protected override render(): TemplateResult {
    return html`
      <button class="button" @click=${this.open}>${icon("zoom")} ${t("render.full")}</button>
      <dialog aria-label=${this.label} @close=${() => (this.isOpen = false)}>
        ${this.isOpen ? this.content() : ""}
      </dialog>
    `;
  }

  private content(): TemplateResult {
    const toggle = () => (this.isWhole = !this.isWhole);
    return html`
      <div class="actions">
        <button class="button" aria-pressed=${this.isWhole} @click=${toggle}>${t("render.full.pixels")}</button>
        <button class="button" @click=${() => this.dialog.close()}>${t("app.close")}</button>
      </div>
      <div class="scroll ${this.isWhole ? "whole" : "fitted"}" tabindex="0">
        <img src=${this.picture} alt=${this.label} @click=${toggle} />
      </div>
    `;
  }

  private open(): void {
    this.isOpen = true;
    this.isWhole = false;
    this.dialog.showModal();
  }

  private get dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }
}
