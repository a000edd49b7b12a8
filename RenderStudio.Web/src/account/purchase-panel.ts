import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { Attempt } from "../shell/attempt";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import { offer, type Offer, type Plan, type Price } from "./offer";
import { panel } from "./panel";
import { amount, contents, planName } from "./plans";
import { buy, manage } from "./purchase";
import type { Usage } from "./usage";

/** The packs of credits and the plans that the user can buy. */
@customElement("purchase-panel")
export class PurchasePanel extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      .offers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
        gap: var(--space-4);
      }
      .offers > li {
        display: grid;
        grid-template-rows: auto 1fr auto;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
      }
      .offers > .current {
        border-color: var(--text);
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 var(--space-3);
      }
      .buttons {
        display: grid;
        align-items: center;
        gap: var(--space-2);
        min-height: 2.75rem;
      }
    `,
  ];

  @property({ attribute: false }) usage!: Usage;
  private readonly attempt = new Attempt(this);

  constructor() {
    super();
    new Watching(this, offer);
  }

  protected override render(): TemplateResult | string {
    const { value, failure } = offer;
    if (value === null && failure === null) return "";
    return html`
      <section class="panel">
        <div>
          <h2>${t("account.buy")}</h2>
          <p class="quiet">${this.note(value, failure)}</p>
        </div>
        ${value === null ? this.again() : this.offers(value)}
      </section>
    `;
  }

  private note(value: Offer | null, failure: unknown): string {
    if (value === null) return sentence(failure);
    return t(value.prices.length === 0 ? "account.buy.off" : "account.buy.note");
  }

  private again(): TemplateResult {
    return html`<div><button class="button" @click=${() => offer.load()}>${t("app.again")}</button></div>`;
  }

  private offers(offered: Offer): TemplateResult | string {
    if (offered.prices.length === 0) return "";
    const packs = offered.prices.filter(({ plan }) => plan === null);
    const plans = offered.plans.filter(({ id }) => offered.prices.some(({ plan }) => plan === id));
    return html`
      <ul class="offers">
        ${packs.map((price) => this.pack(price))} ${plans.map((plan) => this.plan(plan, offered))}
      </ul>
    `;
  }

  private pack(price: Price): TemplateResult {
    const name = t("account.pack", { count: price.credits });
    return html`
      <li>
        <div class="title">
          <h3>${name}</h3>
          <span>${amount(price)}</span>
        </div>
        <p class="quiet small">${t("account.pack.note")}</p>
        <div class="buttons">${this.button(t("account.buy.go", { name }), () => buy(price, this.usage))}</div>
      </li>
    `;
  }

  private plan(plan: Plan, { prices, plans, hasSubscription }: Offer): TemplateResult {
    const own = plans.findIndex(({ id }) => id === this.usage.plan);
    const rank = plans.indexOf(plan);
    const sold = prices.filter((price) => price.plan === plan.id);
    const name = planName(plan.id);
    const isOnly = sold.length === 1;
    return html`
      <li class=${rank === own ? "current" : ""}>
        <div class="title">
          <h3>${t("account.plan.name", { name })}</h3>
          ${isOnly ? html`<span>${amount(sold[0]!)}</span>` : ""}
        </div>
        <ul class="quiet small">${contents(plan).map((fact) => html`<li>${fact}</li>`)}</ul>
        <div class="buttons">
          ${rank === own
            ? html`<p class="quiet">${t("account.plan.current")}</p>`
            : hasSubscription
              ? this.button(t("account.plan.change", { name }), () => manage(this.usage))
              : rank < own
                ? html`<p class="quiet">${t("account.plan.included")}</p>`
                : sold.map((price) =>
                    this.button(
                      t("account.plan.choose", { name: isOnly ? name : `${name}, ${amount(price)}` }),
                      () => buy(price, this.usage),
                    ),
                  )}
        </div>
      </li>
    `;
  }

  private button(text: string, act: () => Promise<void>): TemplateResult {
    const run = () => {
      if (!this.attempt.running) void this.attempt.run(act);
    };
    return html`<button class="button" aria-disabled=${this.attempt.running} @click=${run}>${text}</button>`;
  }
}
