import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { t } from "../texts/texts";
import { Watching } from "./changes";
import { pathTo, router, type Screen } from "./router";
import "./app-messages";
import "./sign-in";
import "../make/make-screen";

/** The screens that the first view does not need. */
const screens: Partial<Record<Screen["name"], () => Promise<unknown>>> = {
  generation: () => import("../watch/watch-screen"),
  renders: () => import("../keep/renders-screen"),
  render: () => import("../keep/render-screen"),
  account: () => import("../account/account-screen"),
};

const idleMs = 1500;

/** Loads the other screens once the first one is there, so that they open at once, and without a connection. */
function loadAll(): void {
  for (const load of Object.values(screens)) load().catch(() => undefined);
}

/** The frame of the page: navigation, the screen that the address names, and messages. */
@customElement("studio-app")
export class StudioApp extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 100dvh;
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
        position: sticky;
        z-index: 10;
        top: 0;
        border-bottom: 1px solid var(--line);
        background: color-mix(in srgb, var(--ground) 88%, transparent);
        backdrop-filter: blur(12px);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--space-5);
        max-width: 100rem;
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
      nav .last {
        margin-left: auto;
      }
      main {
        flex: 1;
        width: 100%;
        max-width: 100rem;
        margin: 0 auto;
        padding: clamp(var(--space-5), 3vw, var(--space-7)) clamp(var(--space-4), 3vw, var(--space-6)) var(--space-7);
      }
      main:focus-visible {
        outline: none;
      }
      .center {
        display: grid;
        gap: var(--space-3);
        justify-items: center;
        padding: 18vh 0;
        text-align: center;
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
      }
    `,
  ];

  /** A part of the page could not be loaded: there is no connection, or a new version has replaced it. */
  @state() private isCutOff = false;

  constructor() {
    super();
    new Watching(this, session, router);
    this.addEventListener("click", (event) => router.follow(event));
    router.addEventListener("change", () => void this.focusScreen());
    addEventListener("load", () => setTimeout(loadAll, idleMs));
    void session.start();
  }

  protected override render(): TemplateResult {
    return html`
      <header>
        <a class="skip button" href="#content" @click=${this.skip}>${t("app.skip")}</a>
        <div class="bar">
          <a class="brand" href=${pathTo("/")} aria-label=${t("app.name")}>
            <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
              <rect width="32" height="32" rx="8" fill="var(--accent)" />
              <path d="M8 23V12l8-5 8 5v11" fill="none" stroke="var(--on-accent)" stroke-width="2" stroke-linejoin="round" />
              <path d="M13 23v-6h6v6" fill="#e08a5b" />
            </svg>
            <span class="name">${t("app.name")}</span>
          </a>
          ${session.state === "signed-in" ? this.navigation() : ""}
        </div>
      </header>
      <main id="content" tabindex="-1">${this.content()}</main>
      <app-messages></app-messages>
    `;
  }

  private navigation(): TemplateResult {
    const name = router.screen.name;
    const link = (path: string, text: string, current: boolean, extra = "") => html`
      <a class=${extra} href=${pathTo(path)} aria-current=${current ? "page" : nothing}>${text}</a>
    `;
    return html`
      <nav aria-label=${t("nav.label")}>
        ${link("/", t("nav.make"), name === "make" || name === "generation")}
        ${link("/renders", t("nav.renders"), name === "renders" || name === "render")}
        ${link("/account", t("nav.account"), name === "account", "last")}
      </nav>
    `;
  }

  private content(): TemplateResult {
    switch (session.state) {
      case "starting":
        return html`<p class="center quiet" role="status">${t("app.starting")}</p>`;
      case "unreachable":
        return this.unreachable();
      case "signed-out":
      case "not-configured":
        return html`<sign-in></sign-in>`;
      case "signed-in":
        return this.screen();
    }
  }

  private unreachable(): TemplateResult {
    return html`
      <div class="center" role="alert">
        <h1>${t("app.unreachable.title")}</h1>
        <p class="quiet">${t("app.unreachable.text")}</p>
        <button class="button" @click=${() => location.reload()}>${t("app.again")}</button>
      </div>
    `;
  }

  private screen(): TemplateResult {
    const screen = router.screen;
    if (this.isCutOff) return this.unreachable();
    switch (screen.name) {
      case "make":
        return html`<make-screen></make-screen>`;
      case "generation":
        return html`<watch-screen .generationId=${screen.id}></watch-screen>`;
      case "renders":
        return html`<renders-screen></renders-screen>`;
      case "render":
        return html`<render-screen .renderId=${screen.id}></render-screen>`;
      case "account":
        return html`<account-screen></account-screen>`;
      case "unknown":
        return html`
          <div class="center">
            <h1>${t("app.unknown.title")}</h1>
            <p class="quiet">${t("app.unknown.text")}</p>
            <a class="button" href=${pathTo("/")}>${t("app.unknown.go")}</a>
          </div>
        `;
    }
  }

  protected override willUpdate(): void {
    const { name } = router.screen;
    screens[name]?.().catch(() => (this.isCutOff = true));
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector("main")?.focus();
  }

  /** A screen reader continues at the new screen, and the keyboard starts there. */
  private async focusScreen(): Promise<void> {
    this.isCutOff = false;
    await this.updateComplete;
    this.renderRoot.querySelector("main")?.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "studio-app": StudioApp;
  }
}
