import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { day, t, type TextKey, whole } from "../texts/texts";
import { panel } from "./panel";
import type { Usage } from "./usage";

/** The credits of the month as a ring, and where they are. */
@customElement("credits-card")
export class CreditsCard extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      :host {
        align-content: stretch;
      }
      .credits {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-5);
      }
      .ring {
        position: relative;
        display: grid;
        place-items: center;
        width: 8rem;
        height: 8rem;
        border-radius: 50%;
        background: conic-gradient(var(--text) calc(var(--share) * 1turn), var(--line) 0);
      }
      .ring::before {
        content: "";
        position: absolute;
        inset: 0.75rem;
        border-radius: 50%;
        background: var(--surface);
      }
      .ring span {
        position: relative;
        display: grid;
        justify-items: center;
        line-height: 1.2;
      }
      .ring strong {
        font-size: 1.5rem;
        font-variant-numeric: tabular-nums;
      }
      dl {
        display: grid;
        flex: 1;
        grid-template-columns: 1fr auto;
        gap: var(--space-2) var(--space-4);
        min-width: 13rem;
      }
      dd {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) usage!: Usage;

  protected override render(): TemplateResult {
    const { remaining, used, held, granted, purchased, periodEnds } = this.usage;
    const share = Math.max(0, Math.min(1, remaining / Math.max(1, remaining + used + held)));
    return html`
      <section class="panel">
        <h2>${t("account.credits")}</h2>
        <div class="credits">
          <div class="ring" ${variables({ share })}>
            <span>
              <strong>${whole(remaining)}</strong>
              <span class="quiet small">${t("account.left")}</span>
            </span>
          </div>
          <dl>
            ${this.fact("account.granted", granted)} ${this.fact("account.used", used)}
            ${this.fact("account.held", held)} ${purchased === 0 ? "" : this.fact("account.purchased", purchased)}
          </dl>
        </div>
        <p class="quiet small">${t("account.renews", { date: day(periodEnds) })}</p>
      </section>
    `;
  }

  private fact(name: TextKey, count: number): TemplateResult {
    return html`
      <dt class="quiet">${t(name)}</dt>
      <dd>${whole(count)}</dd>
    `;
  }
}
