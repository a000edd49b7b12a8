import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { Attempt } from "../shell/attempt";
import { Watching } from "../shell/changes";
import { messages } from "../shell/messages";
import { bytes, t } from "../texts/texts";
import { type BulkAction, change, mostPerCall, type Refusal } from "./bulk";
import { library, nameOf } from "./library";
import { selection } from "./selection";
import { zip } from "./zip";

const gapPixels = 12;

/** What can be done with the selected renders, and what became of it. Sends `leave` when the selection ends here. */
@customElement("selection-bar")
export class SelectionBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: sticky;
        z-index: 5;
        bottom: max(var(--space-4), env(safe-area-inset-bottom));
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .bar {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        max-width: 100%;
        padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--raised);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
      .row {
        gap: 0 var(--space-1);
      }
      .count {
        padding-right: var(--space-2);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .button {
        min-width: 2.75rem;
        padding: 0 var(--space-3);
        white-space: nowrap;
      }
      .refused {
        max-width: 40rem;
        max-height: 30vh;
        padding: var(--space-2) var(--space-4) var(--space-2) 0;
        overflow: auto;
      }
      .refused p {
        color: var(--bad);
        font-weight: 550;
      }
      @media (max-width: 60rem) {
        .bar {
          padding-left: var(--space-3);
        }
        .button {
          padding: 0;
        }
        .button.text {
          padding: 0 var(--space-2);
        }
        .word {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ];

  @state() private refused: Refusal[] = [];
  @state() private note = "";
  private readonly work = new Attempt(this);
  private readonly forget = () => {
    if (!this.work.running) this.clear();
  };

  constructor() {
    super();
    new Watching(this, selection, library, zip);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    selection.addEventListener("change", this.forget);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    selection.removeEventListener("change", this.forget);
    messages.raise(0);
  }

  protected override render(): TemplateResult {
    const { isOn, count } = selection;
    const isShown = isOn || zip.received !== null;
    return html`
      <div class="visually-hidden" role="status">${isOn ? t("renders.selected", { count }) : ""}</div>
      <div class="bar" role="region" aria-label=${t("renders.select")} ?hidden=${!isShown}>
        <div role="alert" ?hidden=${this.refused.length === 0 && this.note === ""}>${this.refusals()}</div>
        ${zip.received === null ? "" : this.progress(zip.received)} ${isOn ? this.actions(count) : ""}
      </div>
    `;
  }

  protected override updated(): void {
    const { clientHeight } = this.renderRoot.querySelector(".bar")!;
    messages.raise(clientHeight === 0 ? 0 : clientHeight + gapPixels);
  }

  private actions(count: number): TemplateResult {
    const items = selection.items;
    const some = (name: "isPublic" | "favorite", value: boolean) => items.some((item) => item[name] === value);
    const favorite = some("favorite", false) || count === 0 ? "favorite" : "unfavorite";
    return html`
      <div class="row">
        <span class="count" aria-hidden="true">${t("renders.selected", { count })}</span>
        <button class="button plain text" @click=${() => this.selectAll()}>${t("renders.select.all")}</button>
        ${favorite === "favorite"
          ? this.button("favorite", "heart", t("renders.favorite"))
          : this.button("unfavorite", "heart-full", t("renders.unfavorite"))}
        ${some("isPublic", false) || count === 0 ? this.button("publish", "link", t("render.publish")) : ""}
        ${some("isPublic", true) ? this.button("unpublish", "lock", t("render.unpublish")) : ""}
        <button
          class="button plain"
          aria-disabled=${this.isIdle(count) && zip.received === null ? "false" : "true"}
          @click=${this.download}
        >
          ${icon("download")}<span class="word">${t("renders.zip")}</span>
        </button>
        ${this.button("delete", "trash", t("renders.delete"))}
        <button class="button plain" aria-label=${t("renders.select.leave")} @click=${this.leave}>
          ${icon("close")}
        </button>
      </div>
    `;
  }

  private button(action: BulkAction, picture: Parameters<typeof icon>[0], name: string): TemplateResult {
    return html`
      <button
        class="button plain ${action === "delete" ? "danger" : ""}"
        aria-disabled=${this.isIdle(selection.count) ? "false" : "true"}
        title=${name}
        @click=${() => this.act(action)}
      >
        ${icon(picture)}<span class="word">${name}</span>
      </button>
    `;
  }

  private progress(received: number): TemplateResult {
    return html`
      <div class="row">
        <span class="count">${t("renders.zip.progress", { size: bytes(received) })}</span>
        <button class="button plain text" @click=${() => zip.cancel()}>${t("renders.zip.cancel")}</button>
      </div>
    `;
  }

  private refusals(): TemplateResult {
    if (this.refused.length === 0) return html`<p class="refused">${this.note}</p>`;
    return html`
      <div class="refused small">
        <p>${t("renders.refused", { count: this.refused.length })}</p>
        <ul>
          ${this.refused.map(({ item, reason }) => html`<li><strong>${nameOf(item)}</strong> ${reason}</li>`)}
        </ul>
      </div>
    `;
  }

  private isIdle(count: number): boolean {
    return count > 0 && !this.work.running;
  }

  private selectAll(): void {
    selection.only(library.items.map(({ id }) => id));
  }

  private act(action: BulkAction): void {
    if (!this.isIdle(selection.count)) return;
    const items = selection.items.filter((item) => isNeeded(action, item));
    this.clear();
    void this.work.run(async () => {
      const refused = await change(action, items);
      if (refused.length === 0) return this.leave();
      this.refused = refused;
      selection.only(refused.map(({ item }) => item.id));
    });
  }

  private download(): void {
    if (!this.isIdle(selection.count) || zip.received !== null) return;
    this.note = selection.count > mostPerCall ? t("renders.zip.most", { max: mostPerCall }) : "";
    if (this.note !== "") return;
    void zip.download(selection.items.map(({ id }) => id));
  }

  private leave(): void {
    selection.leave();
    this.dispatchEvent(new Event("leave"));
  }

  private clear(): void {
    this.refused = [];
    this.note = "";
  }
}

/** What is so already needs no change, and undo must not change it. */
function isNeeded(action: BulkAction, { isPublic, favorite }: { isPublic: boolean; favorite: boolean }): boolean {
  switch (action) {
    case "publish":
      return !isPublic;
    case "unpublish":
      return isPublic;
    case "favorite":
      return !favorite;
    case "unfavorite":
      return favorite;
    case "delete":
      return true;
  }
}
