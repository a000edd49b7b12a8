import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Schemas } from "../api/client";
import { shared } from "../design/shared";
import { bytes, sizeName, t } from "../texts/texts";

type Size = NonNullable<Schemas["Variant"]["sizes"]>[number];

/** The sizes of a picture. Sends `download` with the name of a size. */
@customElement("download-list")
export class DownloadList extends LitElement {
  static override styles = [
    shared,
    css`
      summary {
        width: fit-content;
        padding: var(--space-1) 0;
        border-radius: var(--radius-s);
        cursor: pointer;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
      }
      .button {
        flex: 1;
        justify-content: space-between;
        font-weight: 450;
      }
    `,
  ];

  @property({ attribute: false }) sizes: Size[] = [];

  protected override render(): TemplateResult {
    return html`
      <details>
        <summary class="small">${t("render.sizes")}</summary>
        <ul>
          ${this.sizes.map(({ name, width, height, bytes: count }) => html`
            <li>
              <button
                class="button plain small"
                @click=${() => this.dispatchEvent(new CustomEvent("download", { detail: name }))}
              >
                <span>${sizeName(name)}</span>
                <span class="quiet">${width} × ${height}, ${bytes(count)}</span>
              </button>
            </li>
          `)}
        </ul>
      </details>
    `;
  }
}
