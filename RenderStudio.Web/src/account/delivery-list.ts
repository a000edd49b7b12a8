import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { api, read } from "../api/client";
import { now } from "../api/clock";
import { sentence } from "../api/sentences";
import { shared } from "../design/shared";
import { Attempt } from "../shell/attempt";
import { messages } from "../shell/messages";
import { moment, t } from "../texts/texts";
import { panel } from "./panel";
import { Repeating } from "./repeating";
import { eventName, outcomeOf, statusOf, type Delivery } from "./webhooks";

const pageSize = 20;
const shortestMs = 1500;
const longestMs = 60_000;

/** The deliveries of a webhook endpoint, newest first. They are read again while one of them is pending. */
@customElement("delivery-list")
export class DeliveryList extends LitElement {
  static override styles = [
    shared,
    panel,
    css`
      summary {
        width: fit-content;
        cursor: pointer;
      }
      pre {
        margin: var(--space-2) 0 0;
        padding: var(--space-3);
        border-radius: var(--radius-s);
        background: var(--sunken);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) endpointId = "";
  @property({ attribute: false }) canReplay = true;
  @state() private items: Delivery[] | null = null;
  @state() private cursor: string | null = null;
  @state() private failure: unknown = null;
  private readonly attempt = new Attempt(this);
  private readonly watching = new Repeating(this, () => this.look());

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("endpointId")) void this.refresh();
  }

  /** Reads the newest page again; the pages below it stay. */
  async refresh(): Promise<void> {
    try {
      const { items, nextCursor } = await this.page(null);
      const known = new Set(items.map(({ id }) => id));
      const older = (this.items ?? []).filter(({ id }) => !known.has(id));
      if (this.items === null) this.cursor = nextCursor;
      this.items = [...items, ...older];
      this.failure = null;
      const wait = this.wait;
      if (wait !== null) this.watching.start(wait);
    } catch (failure) {
      this.failure = failure;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <section class="panel" aria-labelledby="heading">
        <h2 id="heading">${t("account.deliveries")}</h2>
        ${this.failure === null ? "" : html`<p class="error" role="alert">${sentence(this.failure)}</p>`}
        ${this.items?.length === 0 ? html`<p class="quiet">${t("account.deliveries.none")}</p>` : ""}
        <ul class="list">
          ${repeat(this.items ?? [], ({ id }) => id, (delivery) => this.item(delivery))}
        </ul>
        ${this.cursor === null
          ? ""
          : html`
              <button class="button" aria-disabled=${this.attempt.running} @click=${this.more}>
                ${t("account.deliveries.more")}
              </button>
            `}
      </section>
    `;
  }

  private item(delivery: Delivery): TemplateResult {
    const { text, tone } = statusOf(delivery);
    const name = eventName(delivery.type);
    return html`
      <li>
        <div class="facts">
          <p class="name">${name} <span class="chip ${tone}">${text}</span></p>
          <p class="quiet small">${this.history(delivery).join(" · ")}</p>
          ${delivery.responseBody
            ? html`
                <details class="small">
                  <summary class="quiet">${t("account.delivery.body")}</summary>
                  <pre><code>${delivery.responseBody}</code></pre>
                </details>
              `
            : ""}
        </div>
        ${this.canReplay
          ? html`
              <button
                class="button"
                aria-disabled=${this.attempt.running}
                aria-label=${t("account.delivery.replay.name", { name, time: moment(delivery.occurredAt) })}
                @click=${() => this.replay(delivery)}
              >
                ${t("account.delivery.replay")}
              </button>
            `
          : ""}
      </li>
    `;
  }

  private history(delivery: Delivery): string[] {
    const { occurredAt, attempts, nextTryAt, status } = delivery;
    const next = status === "pending" && nextTryAt !== null && attempts > 0
      ? t("account.delivery.next", { time: moment(nextTryAt) })
      : "";
    const tries = attempts === 0 ? "" : t("account.delivery.tries", { count: attempts });
    return [moment(occurredAt), outcomeOf(delivery), tries, next].filter((fact) => fact !== "");
  }

  /** The milliseconds until the next try of a pending delivery, within limits; null when none is pending. */
  private get wait(): number | null {
    const pending = (this.items ?? []).filter(({ status }) => status === "pending");
    if (pending.length === 0) return null;
    const next = Math.min(...pending.map(({ nextTryAt }) => Date.parse(nextTryAt ?? "") || now()));
    return Math.max(shortestMs, Math.min(longestMs, next - now()));
  }

  private async look(): Promise<number | null> {
    if (document.visibilityState === "visible") await this.refresh();
    return this.wait;
  }

  private async replay({ id: deliveryId }: Delivery): Promise<void> {
    if (this.attempt.running) return;
    await this.attempt.run(async () => {
      const path = { id: this.endpointId, deliveryId };
      const replayed = await read(
        api.POST("/api/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay", { params: { path } }),
      );
      this.items = (this.items ?? []).map((item) => (item.id === deliveryId ? replayed : item));
      messages.show(t("account.delivery.replayed"));
      this.watching.start(shortestMs);
    });
  }

  private async more(): Promise<void> {
    if (this.attempt.running) return;
    await this.attempt.run(async () => {
      const { items, nextCursor } = await this.page(this.cursor);
      this.items = [...(this.items ?? []), ...items];
      this.cursor = nextCursor;
    });
  }

  private page(cursor: string | null) {
    const query = { limit: pageSize, ...(cursor === null ? {} : { cursor }) };
    const params = { path: { id: this.endpointId }, query };
    return read(api.GET("/api/v1/webhook-endpoints/{id}/deliveries", { params }));
  }
}
