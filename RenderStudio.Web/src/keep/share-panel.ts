import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { messages } from "../shell/messages";
import { t } from "../texts/texts";

/** Who can see a render, and its public link. Sends `publish` with whether everyone may see it. */
@customElement("share-panel")
export class SharePanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        padding-top: var(--space-4);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @property({ type: Boolean }) isPublic = false;
  @property({ attribute: false }) link: string | null = null;

  protected override render(): TemplateResult {
    const { isPublic, link } = this;
    return html`
      <h2>${t("render.visibility")}</h2>
      <p class="quiet" role="status">${t(isPublic ? "render.published" : "render.private")}</p>
      <div class="row">
        ${link === null
          ? ""
          : html`<button class="button" @click=${() => this.copy(link)}>${icon("link")} ${t("render.copy")}</button>`}
        <button
          class="button"
          @click=${() => this.dispatchEvent(new CustomEvent("publish", { detail: !isPublic }))}
        >
          ${t(isPublic ? "render.unpublish" : "render.publish")}
        </button>
      </div>
    `;
  }

  private async copy(link: string): Promise<void> {
    const { href } = new URL(link, location.origin);
    try {
      // Without https there is no clipboard.
      await navigator.clipboard.writeText(href);
      messages.show(t("render.copied"));
    } catch {
      // The user can copy the link from the message.
      messages.show(href);
    }
  }
}
