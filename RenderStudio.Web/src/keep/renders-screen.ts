import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { sentence } from "../api/sentences";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import { type Filters, library, noFilters } from "./library";
import { selection } from "./selection";
import "./render-grid";
import "./selection-bar";

const typingMs = 300;

/** The library: a justified grid that grows while the user scrolls. */
@customElement("renders-screen")
export class RendersScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
      }
      h1 {
        margin-right: auto;
      }
      /* All of them fit beside the heading at 1024 pixels. */
      .input {
        flex: 1 1 9.5rem;
        max-width: 20rem;
      }
      .narrow {
        flex: 1 1 8rem;
        max-width: 10rem;
        min-width: 8rem;
        width: auto;
      }
      @media (max-width: 34rem) {
        .input {
          max-width: none;
        }
        .narrow {
          max-width: none;
        }
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: var(--space-3);
        padding: 14vh 0;
        text-align: center;
      }
      .end {
        min-height: 2rem;
        text-align: center;
      }
    `,
  ];

  private typing = 0;
  private readonly seen = new IntersectionObserver(
    (entries) => entries.some((one) => one.isIntersecting) && library.more(),
    { rootMargin: "2000px" },
  );

  constructor() {
    super();
    new Watching(this, library, catalog, selection);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void catalog.load();
    library.show();
    const { scrollTop } = library;
    void this.updateComplete.then(() => scrollTo(0, scrollTop));
    addEventListener("scroll", this.remember, { passive: true });
    addEventListener("keydown", this.escape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("scroll", this.remember);
    removeEventListener("keydown", this.escape);
    selection.leave();
    this.seen.disconnect();
  }

  /** The place in the list is known once the grid has its height. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    await this.renderRoot.querySelector("render-grid")?.updateComplete;
    return isComplete;
  }

  protected override firstUpdated(): void {
    this.seen.observe(this.renderRoot.querySelector(".end")!);
  }

  protected override updated(): void {
    // A short page leaves the end in view, where the observer tells no change.
    const end = this.renderRoot.querySelector(".end")!;
    this.seen.unobserve(end);
    if (!library.isLoading && library.failure === null) this.seen.observe(end);
  }

  protected override render(): TemplateResult {
    const { items, isComplete, isFiltered } = library;
    return html`
      <div class="head">
        <h1>${t("renders.title")}</h1>
        ${this.filters()}
      </div>
      ${items.length === 0 && isComplete ? this.empty(isFiltered) : html`<render-grid></render-grid>`}
      <div class="end quiet" role="status">${this.end()}</div>
      <selection-bar @leave=${this.focusSelect}></selection-bar>
    `;
  }

  private filters(): TemplateResult {
    const { search, favorites, mode, style } = library.filters;
    return html`
      <input
        class="input"
        type="search"
        aria-label=${t("renders.search")}
        placeholder=${t("renders.search.hint")}
        .value=${search}
        @input=${this.type}
      />
      ${this.choice(t("renders.modes"), mode, catalog.value?.modes ?? [], (id) => this.find({ mode: id }))}
      ${this.choice(t("renders.styles"), style, catalog.value?.styles ?? [], (id) => this.find({ style: id }))}
      <button class="button" aria-pressed=${favorites} @click=${() => this.find({ favorites: !favorites })}>
        ${icon(favorites ? "heart-full" : "heart")} ${t("renders.favorites")}
      </button>
      <button id="select" class="button" aria-pressed=${selection.isOn} @click=${this.toggleSelecting}>
        ${icon("check")} ${t("renders.select")}
      </button>
    `;
  }

  private choice(
    all: string,
    value: string,
    entries: readonly { id: string; name: string }[],
    choose: (id: string) => void,
  ): TemplateResult {
    return html`
      <select
        class="input narrow"
        aria-label=${all}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        <option value="" ?selected=${value === ""}>${all}</option>
        ${entries.map(({ id, name }) => html`<option value=${id} ?selected=${id === value}>${name}</option>`)}
      </select>
    `;
  }

  private end(): TemplateResult | string {
    if (library.failure !== null)
      return html`
        <p>${sentence(library.failure)}</p>
        <button class="button" @click=${() => library.more()}>${t("app.again")}</button>
      `;
    // Before the first page there is no end that could move.
    if (library.items.length === 0) return "";
    if (!library.isComplete) return t("renders.more");
    return t("renders.end", { count: library.items.length });
  }

  private empty(isFiltered: boolean): TemplateResult {
    return isFiltered
      ? html`
          <div class="empty">
            <h2>${t("renders.none.title")}</h2>
            <p class="quiet">${t("renders.none.text")}</p>
            <button class="button" @click=${() => this.find(noFilters)}>${t("renders.none.clear")}</button>
          </div>
        `
      : html`
          <div class="empty">
            <h2>${t("renders.empty.title")}</h2>
            <p class="quiet">${t("renders.empty.text")}</p>
            <a class="button primary" href=${pathTo("/")}>${t("renders.empty.go")}</a>
          </div>
        `;
  }

  private type(event: Event): void {
    const search = (event.target as HTMLInputElement).value;
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.find({ search }), typingMs);
  }

  private find(filters: Partial<Filters>): void {
    clearTimeout(this.typing);
    library.find({ ...library.filters, ...filters });
  }

  private toggleSelecting(): void {
    if (selection.isOn) selection.leave();
    else selection.start();
  }

  /** What had the focus is gone with the bar. */
  private focusSelect(): void {
    this.renderRoot.querySelector<HTMLElement>("#select")?.focus();
  }

  private readonly escape = (event: KeyboardEvent): void => {
    // In the search, the key clears the text.
    const [target] = event.composedPath();
    if (event.key !== "Escape" || !selection.isOn || (target as HTMLElement).matches?.("[type=search]")) return;
    selection.leave();
    this.focusSelect();
  };

  private readonly remember = (): void => {
    if (this.isConnected) library.scrollTop = scrollY;
  };
}
