import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Attempt } from "../shell/attempt";
import { Watching } from "../shell/changes";
import { bytes, t } from "../texts/texts";
import { offer } from "./offer";
import { panel } from "./panel";
import { contents, planName } from "./plans";
import { manage } from "./purchase";
import type { Usage } from "./usage";

/** The plan of the user, what it contains, and the storage that is used of it. */
@customElement("plan-card")
export class PlanCard extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      :host {
        align-content: stretch;
      }
      .plan {
        font-size: var(--text-l);
        font-weight: 600;
      }
      .meter {
        height: 6px;
        border-radius: 3px;
        background: linear-gradient(90deg, var(--text) var(--share), var(--line) 0);
      }
      .group {
        display: grid;
        gap: var(--space-2);
      }
      .row {
        justify-content: space-between;
      }
    `,
  ];

  @property({ attribute: false }) usage!: Usage;
  private readonly attempt = new Attempt(this);

  constructor() {
    super();
    new Watching(this, offer);
  }

  protected override render(): TemplateResult {
    const { plan, storage } = this.usage;
    const known = offer.value?.plans.find(({ id }) => id === plan);
    const share = `${Math.min(100, (storage.bytes / storage.maxBytes) * 100)}%`;
    const values = { used: bytes(storage.bytes), max: bytes(storage.maxBytes), count: storage.files };
    return html`
      <section class="panel">
        <h2>${t("account.plan")}</h2>
        <div class="group">
          <p class="plan">${planName(plan)}</p>
          ${known === undefined ? "" : html`<p class="quiet">${contents(known).join(" · ")}</p>`}
        </div>
        <div class="group">
          <h2>${t("account.storage")}</h2>
          <div class="meter" ${variables({ share })}></div>
          <p class="quiet small">${t("account.storage.used", values)}</p>
        </div>
        ${offer.value?.hasPortal
          ? html`
              <div>
                <button class="button" aria-disabled=${this.attempt.running} @click=${this.open}>
                  ${t("account.manage")}
                </button>
              </div>
            `
          : ""}
      </section>
    `;
  }

  private open(): void {
    if (!this.attempt.running) void this.attempt.run(() => manage(this.usage));
  }
}
