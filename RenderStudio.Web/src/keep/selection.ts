import { Changes } from "../shell/changes";
import { library, type RenderSummary } from "./library";

/** The renders of the list that the user has selected. */
class Selection extends Changes {
  isOn = false;
  private ids = new Set<string>();
  /** Where a range begins, and what was selected before it. */
  private anchor: string | null = null;
  private base = new Set<string>();

  constructor() {
    super();
    library.addEventListener("change", () => this.keepListed());
  }

  get count(): number {
    return this.ids.size;
  }

  get items(): RenderSummary[] {
    return library.items.filter(({ id }) => this.ids.has(id));
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  start(): void {
    this.isOn = true;
    this.changed();
  }

  leave(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.anchor = null;
    this.only([]);
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.begin(id);
    this.start();
  }

  /** Selects everything from the last toggled render to this one, in place of the last range. */
  extendTo(id: string): void {
    if (this.anchor === null) this.begin(id);
    const places = [this.anchor, id].map((one) => library.items.findIndex((item) => item.id === one));
    const range = library.items.slice(Math.min(...places), Math.max(...places) + 1);
    this.ids = new Set([...this.base, ...range.map((item) => item.id)]);
    this.start();
  }

  only(ids: string[]): void {
    this.ids = new Set(ids);
    this.base = new Set(ids);
    this.changed();
  }

  private begin(id: string): void {
    this.anchor = id;
    this.base = new Set(this.ids);
  }

  /** What the list does not contain any longer is not selected. */
  private keepListed(): void {
    if (this.ids.size === 0) return;
    const listed = new Set(library.items.map(({ id }) => id));
    if (this.anchor !== null && !listed.has(this.anchor)) this.anchor = null;
    if ([...this.ids].every((id) => listed.has(id))) return;
    this.only([...this.ids].filter((id) => listed.has(id)));
  }
}

export const selection = new Selection();
