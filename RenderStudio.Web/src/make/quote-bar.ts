import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiProblem } from "../api/problem";
import { sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { pathTo, router } from "../shell/router";
import { seconds, t } from "../texts/texts";
import { running } from "../watch/running";
import { draft } from "./draft";
import { quoting } from "./quoting";
import { submit } from "./submitting";

/** The price, what a submit would reject, and the submit itself. */
@customElement("quote-bar")
export class QuoteBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .price {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--space-2);
        min-height: 1.5rem;
      }
      .price strong {
        font-size: var(--text-l);
      }
      .button {
        width: 100%;
        min-height: 3rem;
      }
      .problems {
        color: var(--bad);
      }
      @media (max-width: 56rem) {
        :host {
          grid-template-columns: auto minmax(0, 1fr);
          align-items: center;
        }
        .problems,
        #hint {
          grid-column: 1 / -1;
        }
        .price {
          flex-direction: column;
          gap: 0;
        }
        .button {
          padding: 0 var(--space-3);
        }
        .price[hidden] ~ .button {
          grid-column: 1 / -1;
        }
        #hint.note {
          display: none;
        }
      }
    `,
  ];

  @state() private submitting = false;
  @state() private failure: unknown = null;
  private readonly forget = () => (this.failure = null);

  constructor() {
    super();
    new Watching(this, draft, quoting);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    draft.addEventListener("change", this.forget);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    draft.removeEventListener("change", this.forget);
  }

  protected override willUpdate(): void {
    // Beside other fields, only a bar that can be used stays in view.
    this.toggleAttribute("incomplete", draft.missing !== null);
  }

  protected override render(): TemplateResult {
    const missing = draft.missing ?? (this.isRejected ? "words" : null);
    return html`
      <div class="price" role="status" ?hidden=${this.price() === ""}>${this.price()}</div>
      ${this.problems()}
      <button
        class="button primary"
        aria-disabled=${missing !== null || this.submitting}
        aria-describedby="hint"
        @click=${this.start}
      >
        ${this.submitting ? t("make.submitting") : t("make.submit", { count: draft.choices.variants })}
      </button>
      <p id="hint" class="quiet small ${missing === null ? "note" : ""}">
        ${missing === null ? t("make.price.note") : t(`make.needs.${missing}`)}
      </p>
    `;
  }

  /** Whether moderation rejects the words of the draft as it is. */
  private get isRejected(): boolean {
    return !quoting.pending && quoting.quote?.moderation.accepted === false;
  }

  /** Whether the submit failed, or would fail, for want of credits. */
  private get needsCredits(): boolean {
    const codes = this.failure instanceof ApiProblem
      ? [this.failure.code]
      : (quoting.quote?.problems ?? []).map(({ code }) => code);
    return codes.includes("quota_exceeded");
  }

  private price(): TemplateResult | string {
    const { quote, failure, pending } = quoting;
    if (failure !== null) return html`<span class="problems">${sentence(failure)}</span>`;
    if (quote === null) return pending ? html`<span class="quiet">${t("make.price.pending")}</span>` : "";
    if (quote.credits === null) return "";
    const usual = quote.expectedSeconds?.p50;
    return html`
      <strong>${t("make.price", { count: quote.credits })}</strong>
      ${usual === undefined ? "" : html`<span class="quiet">${t("make.time", { time: seconds(usual) })}</span>`}
    `;
  }

  /** What the quote or the submit rejects, except parts that are missing and words that the prompt marks. */
  private problems(): TemplateResult {
    const shown =
      this.failure !== null
        ? [sentence(this.failure)]
        : draft.missing !== null || quoting.pending
          ? []
          : (quoting.quote?.problems ?? []).map(({ field, code, message }) =>
              sentence(new ApiProblem(code, 422, message, field === null ? {} : { errors: { [field]: [message] } })),
            );
    return html`
      <div class="problems" role="alert" ?hidden=${shown.length === 0}>
        ${shown.map((text) => html`<p>${text}</p>`)}
        ${this.needsCredits ? html`<p><a href=${pathTo("/account")}>${t("account.get")}</a></p>` : ""}
      </div>
    `;
  }

  private async start(): Promise<void> {
    if (draft.missing !== null || this.isRejected || this.submitting) return;
    this.submitting = true;
    this.failure = null;
    try {
      const { id } = await submit();
      running.started(id);
      router.go(`/generations/${id}`);
    } catch (failure) {
      this.failure = failure;
      // What is in progress, perhaps in another tab, prevents the submit: show it.
      if (failure instanceof ApiProblem && failure.code === "generation_in_flight") void running.load(true);
    } finally {
      this.submitting = false;
    }
  }
}
