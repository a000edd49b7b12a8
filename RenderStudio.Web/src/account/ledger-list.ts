import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { entryName } from "../api/sentences";
import { shared } from "../design/shared";
import { sentenceOf } from "../texts/names";
import { moment, t, whole } from "../texts/texts";
import { panel } from "./panel";
import type { Usage } from "./usage";

type Entry = Usage["entries"][number];

const newest = 8;

/** The newest changes of the credits, with their reasons. */
@customElement("ledger-list")
export class LedgerList extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 var(--space-4);
        padding: var(--space-3) 0;
        border-top: 1px solid var(--line);
      }
      .delta {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) entries: Entry[] = [];
  /** Whether all entries are shown that the API returned. */
  @state() private isComplete = false;

  protected override render(): TemplateResult {
    const { entries } = this;
    const shown = this.isComplete ? entries : entries.slice(0, newest);
    return html`
      <section class="panel">
        <h2>${t("account.ledger")}</h2>
        ${entries.length === 0 ? html`<p class="quiet">${t("account.ledger.empty")}</p>` : ""}
        <ul>${shown.map((entry) => this.item(entry))}</ul>
        ${shown.length === entries.length
          ? ""
          : html`<button class="button" @click=${() => (this.isComplete = true)}>${t("account.ledger.more")}</button>`}
      </section>
    `;
  }

  private item({ at, kind, credits, delta, reason }: Entry): TemplateResult {
    return html`
      <li>
        <span>${entryName(kind)}</span>
        <span class="delta ${kind === "settle" ? "quiet" : ""}">
          ${kind === "settle" ? whole(credits) : `${delta > 0 ? "+" : ""}${whole(delta)}`.replace("-", "−")}
        </span>
        <span class="quiet small">${moment(at)}${reason ? ` · ${sentenceOf(reason)}` : ""}</span>
      </li>
    `;
  }
}
