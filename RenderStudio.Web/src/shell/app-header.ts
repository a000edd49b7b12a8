import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { t } from "../texts/texts";
import { Watching } from "./changes";
import "./language-choice";
import { pathTo, router } from "./router";

/** The bar at the top: the name, and the navigation of a signed-in user. Sends `skip` to go to the content. */
@customElement("app-header")
export class AppHeader extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: sticky;
        z-index: 10;
        top: 0;
      }
      .skip {
        position: absolute;
        z-index: 20;
        top: var(--space-2);
        left: var(--space-2);
      }
      .skip:not(:focus) {
        clip-path: inset(100%);
      }
      header {
        border-bottom: 1px solid var(--line);
        background: color-mix(in srgb, var(--ground) 88%, transparent);
        backdrop-filter: blur(12px);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--space-5);
        max-width: var(--frame, 100rem);
        height: 3.5rem;
        margin: 0 auto;
        padding: 0 clamp(var(--space-4), 3vw, var(--space-6));
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-weight: 650;
        letter-spacing: -0.01em;
        text-decoration: none;
        white-space: nowrap;
      }
      .walls {
        fill: none;
        stroke: var(--on-accent);
        stroke-width: 2;
        stroke-linejoin: round;
      }
      nav {
        display: flex;
        flex: 1;
        align-self: stretch;
        gap: var(--space-1);
      }
      nav a {
        display: flex;
        align-items: center;
        padding: 0 var(--space-3);
        border-bottom: 2px solid transparent;
        color: var(--text-quiet);
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover {
        color: var(--text);
      }
      nav a[aria-current] {
        border-color: var(--text);
        color: var(--text);
        font-weight: 600;
      }
      nav .last,
      .only {
        margin-left: auto;
      }
      @media (max-width: 34rem) {
        .bar {
          gap: var(--space-2);
        }
        .name {
          display: none;
        }
        nav a {
          padding: 0 var(--space-2);
        }
        .extra {
          display: none;
        }
      }
      @media (max-width: 24rem) {
        nav a {
          padding: 0 var(--space-1);
        }
        /* The first link leads to the same screen. */
        .bar:has(nav) .brand {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, session, router);
  }

  protected override render(): TemplateResult {
    return html`
      <header>
        <a class="skip button" href="#content" @click=${this.skip}>${t("app.skip")}</a>
        <div class="bar">
          <a class="brand" href=${pathTo("/")} aria-label=${t("app.name")}>
            <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
              <rect width="32" height="32" rx="8" fill="var(--accent)" />
              <path class="walls" d="M8 23V12l8-5 8 5v11" />
              <path d="M13 23v-6h6v6" fill="#e08a5b" />
            </svg>
            <span class="name">${t("app.name")}</span>
          </a>
          ${session.state === "signed-in" ? this.navigation() : ""}
          <language-choice class=${session.state === "signed-in" ? "extra" : "only"}></language-choice>
        </div>
      </header>
    `;
  }

  private navigation(): TemplateResult {
    const { name } = router.screen;
    const link = (path: string, text: string, isCurrent: boolean, extra = "") => html`
      <a class=${extra} href=${pathTo(path)} aria-current=${isCurrent ? "page" : nothing}>${text}</a>
    `;
    return html`
      <nav aria-label=${t("nav.label")}>
        ${link("/", t("nav.make"), name === "make" || name === "generation")}
        ${link("/renders", t("nav.renders"), name === "renders" || name === "render")}
        ${link("/account", t("nav.account"), name === "account", "last")}
      </nav>
    `;
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.dispatchEvent(new Event("skip"));
  }
}
