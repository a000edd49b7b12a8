import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { stageName } from "../api/sentences";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import type { Followed } from "./followed";
import { running } from "./running";

/** Links to the generations in progress. */
@customElement("running-list")
export class RunningList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      /* One line, whose height the screen reserves. */
      ul {
        display: flex;
        gap: var(--space-2);
        padding: 3px;
        overflow-x: auto;
        scrollbar-width: none;
      }
      li {
        flex: none;
      }
      li:first-child {
        margin-left: auto;
      }
      .button {
        min-height: 2.5rem;
        white-space: nowrap;
      }
      @media (max-width: 34rem) {
        .button {
          padding: 0 var(--space-2);
        }
        .button .title {
          display: none;
        }
      }
      .title {
        max-width: 14rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .dot {
        flex: none;
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--good);
        animation: pulse 1.6s ease-in-out infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .dot {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, running, catalog);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void running.load();
  }

  protected override render(): TemplateResult {
    const { open } = running;
    return html`
      <section aria-label=${t("watch.title")} ?hidden=${open.length === 0}>
        <ul>
          ${open.map((one) => this.item(one))}
        </ul>
      </section>
    `;
  }

  private item({ id, generation }: Followed): TemplateResult {
    const { mode, status, prompt } = generation!;
    const title = prompt ?? catalog.nameOf("modes", mode);
    return html`
      <li>
        <a class="button" href=${pathTo(`/generations/${id}`)} aria-label=${t("watch.open.item", { title })}>
          <span class="dot"></span>
          <span class="title">${title}</span>
          <span class="quiet">${stageName(status)}</span>
        </a>
      </li>
    `;
  }
}
