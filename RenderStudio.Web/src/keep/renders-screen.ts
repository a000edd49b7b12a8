import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { catalog } from "../api/catalog";
import { sentence } from "../api/sentences";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { pathTo } from "../shell/router";
import { t } from "../texts/texts";
import { type Filters, library, noFilters, type RenderSummary } from "./library";
import "./render-tile";

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
        gap: var(--space-3) var(--space-4);
      }
      h1 {
        margin-right: auto;
        padding-right: var(--space-4);
      }
      .input {
        flex: 1 1 11rem;
        max-width: 20rem;
      }
      .narrow {
        flex: 0 1 10rem;
        min-width: 8rem;
        width: auto;
      }
      @media (max-width: 34rem) {
        .input {
          max-width: none;
        }
      }
      .grid {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .grid li {
        flex: calc(var(--ratio) * 100) 1 calc(var(--ratio) * clamp(6rem, 18vw, 17rem));
        aspect-ratio: var(--ratio);
        max-width: min(100%, calc(var(--ratio) * clamp(9rem, 27vw, 26rem)));
        /* The shape decides the size, also while the content is not rendered. */
        min-width: 0;
        min-height: 0;
        content-visibility: auto;
        contain-intrinsic-size: 1px;
      }
      .grid .rest {
        flex: 10000 1 0;
        aspect-ratio: auto;
        max-width: none;
      }
      render-tile {
        height: 100%;
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
    new Watching(this, library, catalog);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void catalog.load();
    library.show();
    const { scrollTop } = library;
    void this.updateComplete.then(() => scrollTo(0, scrollTop));
    addEventListener("scroll", this.remember, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("scroll", this.remember);
    this.seen.disconnect();
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
      ${items.length === 0 && isComplete ? this.empty(isFiltered) : this.grid(items)}
      <div class="end quiet" role="status">${this.end()}</div>
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

  private grid(items: RenderSummary[]): TemplateResult {
    return html`
      <ul class="grid">
        ${repeat(
          items,
          (item) => item.id,
          (item) => html`
            <li ${variables({ ratio: item.cover.width / item.cover.height })}>
              <render-tile .item=${item}></render-tile>
            </li>
          `,
        )}
        <li class="rest" aria-hidden="true"></li>
      </ul>
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

  private readonly remember = (): void => {
    if (this.isConnected) library.scrollTop = scrollY;
  };
}
