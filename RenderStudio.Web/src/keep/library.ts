import type { paths } from "../../obj/schema";
import { catalog } from "../api/catalog";
import { api, read, type Schemas } from "../api/client";
import { sentence } from "../api/sentences";
import { Changes } from "../shell/changes";
import { messages } from "../shell/messages";
import { t } from "../texts/texts";
import { running } from "../watch/running";
import { renderSentence } from "./render-sentence";

export type RenderSummary = Schemas["RenderSummary"];

const pageSize = 40;

/** What the list contains. An empty text does not filter. */
export interface Filters {
  /** As typed, with spaces at the end. */
  search: string;
  favorites: boolean;
  mode: string;
  style: string;
}

export const noFilters: Filters = { search: "", favorites: false, mode: "", style: "" };

/** Items that were taken out of the list, with their places. */
export interface Taken {
  from: AbortController;
  places: { index: number; item: RenderSummary }[];
}

/** The title of a render, otherwise its style or mode. */
export function nameOf({ title, style, mode }: Pick<RenderSummary, "title" | "style" | "mode">): string {
  return title ?? (style ? catalog.nameOf("styles", style) : catalog.nameOf("modes", mode));
}

/** The list of renders that the user looks at, with its pages. It stays, so that "back" finds the same place. */
class Library extends Changes {
  items: RenderSummary[] = [];
  filters: Filters = noFilters;
  failure: unknown = null;
  isComplete = false;
  isLoading = false;
  /** Where the user left the list. */
  scrollTop = 0;
  private cursor: string | null = null;
  private work = new AbortController();
  private isStale = false;
  /** The next page replaces the items: they stay in view until it arrives. */
  private startsOver = true;

  constructor() {
    super();
    running.addEventListener("ended", () => (this.isStale = true));
  }

  /** Shows the list, anew if a generation has ended since it was read. */
  show(): void {
    if (this.isStale) this.startOver();
    if (this.startsOver) void this.more();
  }

  get isFiltered(): boolean {
    return JSON.stringify(this.query()) !== JSON.stringify(queryOf(noFilters));
  }

  /** Reads the list with these filters. */
  find(filters: Filters): void {
    const isSame = JSON.stringify(queryOf(filters)) === JSON.stringify(this.query());
    this.filters = filters;
    this.changed();
    if (isSame) return;
    this.startOver();
    void this.more();
  }

  private startOver(): void {
    this.work.abort();
    this.work = new AbortController();
    this.cursor = null;
    this.startsOver = true;
    this.isComplete = this.isLoading = this.isStale = false;
    this.scrollTop = 0;
    this.changed();
  }

  async more(): Promise<void> {
    if (this.isLoading || this.isComplete) return;
    const { signal } = this.work;
    this.isLoading = true;
    this.failure = null;
    this.changed();
    try {
      const query = { ...this.query(), ...(this.cursor !== null && { cursor: this.cursor }) };
      const page = await read(api.GET("/api/v1/renders", { params: { query }, signal }));
      this.items = this.startsOver ? page.items : [...this.items, ...page.items];
      this.startsOver = false;
      this.cursor = page.nextCursor;
      this.isComplete = page.nextCursor === null;
    } catch (failure) {
      if (signal.aborted) return;
      this.failure = failure;
    }
    this.isLoading = false;
    this.changed();
  }

  async setFavorite(id: string, favorite: boolean): Promise<void> {
    this.replace(id, { favorite });
    try {
      await read(api.PATCH("/api/v1/renders/{id}", { params: { path: { id } }, body: { favorite } }));
    } catch (failure) {
      this.replace(id, { favorite: !favorite });
      messages.show(sentence(failure));
    }
  }

  /** Deletes the render at once, and offers to restore it. Returns whether it was deleted. */
  async delete(id: string): Promise<boolean> {
    try {
      await read(api.DELETE("/api/v1/renders/{id}", { params: { path: { id } } }));
    } catch (failure) {
      messages.show(renderSentence(failure));
      return false;
    }
    const taken = this.take([id]);
    messages.show(t("renders.deleted"), { text: t("renders.undo"), run: () => void this.restore(id, taken) });
    return true;
  }

  /** Takes items out of the list. */
  take(ids: string[]): Taken {
    const wanted = new Set(ids);
    const places = this.items.map((item, index) => ({ index, item })).filter(({ item }) => wanted.has(item.id));
    this.items = this.items.filter(({ id }) => !wanted.has(id));
    this.changed();
    return { from: this.work, places };
  }

  /** Puts these of the taken items back; a list with other filters is read anew, as it may not contain them. */
  putBack({ from, places }: Taken, ids: string[]): void {
    if (from !== this.work) {
      this.startOver();
      void this.more();
      return;
    }
    const items = [...this.items];
    for (const { index, item } of places) if (ids.includes(item.id)) items.splice(index, 0, item);
    this.items = items;
    this.changed();
  }

  /** Reads the cover of a render again: its signed link has expired. */
  async refresh(id: string): Promise<void> {
    const render = await read(api.GET("/api/v1/renders/{id}", { params: { path: { id } } })).catch(() => null);
    const variant = render?.variants.find(({ index }) => index === render.coverIndex);
    if (variant !== undefined) this.replace(id, { cover: variant });
  }

  replace(id: string, change: Partial<RenderSummary>): void {
    this.replaceAll([id], change);
  }

  replaceAll(ids: string[], change: Partial<RenderSummary>): void {
    const wanted = new Set(ids);
    this.items = this.items.map((item) => (wanted.has(item.id) ? { ...item, ...change } : item));
    this.changed();
  }

  private async restore(id: string, taken: Taken): Promise<void> {
    try {
      await read(api.POST("/api/v1/renders/{id}/restore", { params: { path: { id } } }));
      this.putBack(taken, [id]);
      messages.show(t("renders.restored"));
    } catch (failure) {
      messages.show(sentence(failure));
    }
  }

  private query(): Query {
    return queryOf(this.filters);
  }
}

type Query = NonNullable<paths["/api/v1/renders"]["get"]["parameters"]["query"]>;

function queryOf({ search, favorites, mode, style }: Filters): Query {
  return {
    limit: pageSize,
    ...(search.trim() !== "" && { q: search.trim() }),
    ...(favorites && { favorite: true }),
    ...(mode !== "" && { mode: mode as NonNullable<Query["mode"]> }),
    ...(style !== "" && { style }),
  };
}

export const library = new Library();
