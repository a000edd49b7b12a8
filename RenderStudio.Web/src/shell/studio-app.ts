import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { session } from "../session/session";
import { language } from "../texts/language";
import { t } from "../texts/texts";
import { Watching } from "./changes";
import { pathTo, router, type Screen } from "./router";
import "./app-header";
import "./app-messages";
import "./sign-in";
import "./state-note";
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
      :host([wide]) {
        --frame: 200rem;
      }
      main {
        flex: 1;
        width: 100%;
        max-width: var(--frame, 100rem);
        margin: 0 auto;
        padding: clamp(var(--space-5), 3vw, var(--space-7)) clamp(var(--space-4), 3vw, var(--space-6)) var(--space-7);
      }
      .narrow {
        display: block;
        margin-top: var(--space-5);
      }
      @media (min-width: 34.01rem) {
        .narrow {
          display: none;
        }
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
    void language.start();
  }

  protected override render(): TemplateResult {
    // Without texts the page can show only what the document contains.
    if (language.texts === null) return language.isMissing ? html`<slot></slot>` : html``;
    return html`
      <app-header @skip=${() => this.focusMain()}></app-header>
      <main id="content" tabindex="-1">${this.content()}</main>
      <app-messages></app-messages>
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
        return this.screen(router.screen);
      case "erased":
        return this.screen({ name: "account", part: "erase" });
    }
  }

  private unreachable(): TemplateResult {
    return html`
      <state-note role="alert" heading=${t("app.unreachable.title")} text=${t("app.unreachable.text")}>
        <button class="button" @click=${() => location.reload()}>${t("app.again")}</button>
      </state-note>
    `;
  }

  private screen(screen: Screen): TemplateResult {
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
        // On a narrow screen the header has no room for the language.
        return html`
          <account-screen .view=${screen.part} .item=${"id" in screen ? screen.id : ""}></account-screen>
          <language-choice class="narrow"></language-choice>
        `;
      case "unknown":
        return html`
          <state-note heading=${t("app.unknown.title")} text=${t("app.unknown.text")}>
            <a class="button" href=${pathTo("/")}>${t("app.unknown.go")}</a>
          </state-note>
        `;
    }
  }

  protected override willUpdate(): void {
    const { name } = router.screen;
    // Pictures use all the width that there is.
    this.toggleAttribute("wide", name === "renders" || name === "render");
    screens[name]?.().catch(() => (this.isCutOff = true));
  }

  /** A screen reader continues at the new screen, and the keyboard starts there. */
  private async focusScreen(): Promise<void> {
    this.isCutOff = false;
    await this.updateComplete;
    this.focusMain();
  }

  private focusMain(): void {
    this.renderRoot.querySelector("main")?.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "studio-app": StudioApp;
  }
}
