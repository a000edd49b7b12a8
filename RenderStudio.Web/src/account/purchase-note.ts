import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { t } from "../texts/texts";
import { offer } from "./offer";
import { arrived, returned, settle } from "./purchase";
import { Repeating } from "./repeating";
import { usage } from "./usage";

const everyMs = 1500;
const tries = 80;
/** Stripe tells of a plan and of its payment separately. */
const planTries = 20;

/** How a purchase ended: shown when the user comes back from the checkout. */
@customElement("purchase-note")
export class PurchaseNote extends LitElement {
  static override styles = [
    shared,
    css`
      :host(:not([shown])) {
        display: none;
      }
      .note {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding: var(--space-4) var(--space-5);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-l);
        background: var(--raised);
      }
      strong {
        display: block;
      }
    `,
  ];

  @state() private end = returned();
  /** The credits that arrived; null while they are awaited. */
  @state() private credits: number | null = null;
  @state() private left = tries;
  private readonly waiting = new Repeating(this, () => this.look());

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.end === "paid") this.waiting.start(0);
    else if (new URLSearchParams(location.search).has("purchase")) settle();
  }

  protected override willUpdate(): void {
    this.toggleAttribute("shown", this.end !== null);
  }

  protected override render(): TemplateResult {
    const [title, text] = this.texts();
    return html`
      <div class="note" role="status">
        <p><strong>${title}</strong> ${text}</p>
        <button class="button plain" @click=${this.close}>${t("app.close")}</button>
      </div>
    `;
  }

  private texts(): [title: string, text: string] {
    if (this.end === "canceled") return [t("account.buy.canceled"), t("account.buy.canceled.text")];
    if (this.credits !== null && this.credits > 0)
      return [t("account.buy.arrived", { count: this.credits }), t("account.buy.arrived.text")];
    if (this.credits !== null) return [t("account.buy.plan.arrived"), t("account.buy.arrived.text")];
    return [t("account.buy.paid"), t(this.left > 0 ? "account.buy.paid.text" : "account.buy.late")];
  }

  private async look(): Promise<number | null> {
    await usage.load();
    this.left--;
    this.credits = usage.value === null ? null : arrived(usage.value, this.left > tries - planTries);
    if (this.credits === null) return this.left > 0 ? everyMs : null;
    settle();
    void offer.load();
    return null;
  }

  private close(): void {
    settle();
    this.end = null;
  }
}
