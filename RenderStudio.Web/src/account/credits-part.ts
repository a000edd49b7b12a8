import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { failureNotice } from "../shell/failure-notice";
import { offer } from "./offer";
import { panel } from "./panel";
import { usage } from "./usage";
import "./credits-card";
import "./ledger-list";
import "./plan-card";
import "./purchase-note";
import "./purchase-panel";

/** The first part of the account: credits, plan, purchases and the ledger. */
@customElement("credits-part")
export class CreditsPart extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
        gap: var(--space-5);
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, usage);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void usage.load();
    void offer.load();
  }

  protected override render(): TemplateResult {
    const { value, failure } = usage;
    return html`
      <purchase-note></purchase-note>
      ${failureNotice(failure, () => usage.load())}
      ${value === null
        ? ""
        : html`
            <div class="cards">
              <credits-card .usage=${value}></credits-card>
              <plan-card .usage=${value}></plan-card>
            </div>
            <purchase-panel .usage=${value}></purchase-panel>
            <ledger-list .entries=${value.entries}></ledger-list>
          `}
    `;
  }
}
