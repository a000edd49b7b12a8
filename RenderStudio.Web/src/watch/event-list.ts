import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../design/shared";
import { eventText } from "../texts/names";
import { clock, t } from "../texts/texts";
import type { GenerationEvent } from "./events";

/** The timeline of a generation. */
@customElement("event-list")
export class EventList extends LitElement {
  static override styles = [
    shared,
    css`
      section,
      ol {
        display: grid;
        gap: var(--space-3);
      }
      li {
        position: relative;
        display: grid;
        padding-left: var(--space-5);
      }
      li::before {
        content: "";
        position: absolute;
        top: 0.45em;
        left: 0;
        width: 0.625rem;
        height: 0.625rem;
        border: 2px solid var(--line-strong);
        border-radius: 50%;
      }
      li:last-child::before {
        border-color: var(--text);
        background: var(--text);
      }
      li:not(:last-child)::after {
        content: "";
        position: absolute;
        top: 1.35em;
        bottom: calc(-1 * var(--space-3));
        left: calc(0.3125rem - 1px);
        border-left: 2px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) events: GenerationEvent[] = [];

  protected override render(): TemplateResult {
    return html`
      <section aria-labelledby="title" ?hidden=${this.events.length === 0}>
        <h2 id="title">${t("watch.history")}</h2>
        <ol class="small">
          ${this.events.map((event) => html`
            <li>
              <span>${eventText(event)}</span>
              <time class="quiet" datetime=${event.at}>${clock(event.at)}</time>
            </li>
          `)}
        </ol>
      </section>
    `;
  }
}
