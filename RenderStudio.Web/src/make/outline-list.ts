import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { t } from "../texts/texts";
import { draft } from "./draft";

/** The points of the outline as numbers, for exact sizes and for those who do not see the plan. */
@customElement("outline-list")
export class OutlineList extends LitElement {
  static override styles = [
    shared,
    css`
      summary {
        width: fit-content;
        padding: var(--space-1) 0;
        border-radius: var(--radius-s);
        cursor: pointer;
      }
      ol {
        display: grid;
        gap: var(--space-2);
        max-width: 24rem;
        margin: var(--space-2) 0;
      }
      li {
        display: grid;
        grid-template-columns: 1.5rem 1fr 1fr auto;
        align-items: center;
        gap: var(--space-2);
      }
      .button {
        padding: 0 var(--space-3);
      }
    `,
  ];

  /** Of the surface, in millimetres. */
  @property({ attribute: false }) size: [number, number] = [0, 0];
  @property({ type: Number }) most = 0;

  constructor() {
    super();
    new Watching(this, draft);
  }

  protected override render(): TemplateResult {
    const { outline } = draft.choices;
    return html`
      <details>
        <summary class="small">${t("make.outline.list")}</summary>
        <ol>
          ${outline.map((_, at) => html`
            <li>
              <span class="quiet small" aria-hidden="true">${at + 1}</span>
              ${this.field(at, 0)} ${this.field(at, 1)}
              <button
                type="button"
                class="button plain"
                aria-label=${t("make.outline.remove", { index: at + 1 })}
                @click=${() => this.drop(at)}
              >
                ${icon("trash")}
              </button>
            </li>
          `)}
        </ol>
        <button type="button" class="button" ?disabled=${outline.length >= this.most} @click=${this.add}>
          ${t("make.outline.add")}
        </button>
      </details>
    `;
  }

  private field(at: number, axis: 0 | 1): TemplateResult {
    const side = this.size[axis] / 1000;
    const share = draft.choices.outline[at]![axis];
    return html`
      <input
        class="input"
        type="number"
        inputmode="decimal"
        step="any"
        min="0"
        max=${side}
        aria-label=${t(axis === 0 ? "make.outline.x" : "make.outline.y", { index: at + 1 })}
        .value=${`${Math.round(share * side * 10_000) / 10_000}`}
        @change=${(event: Event) => this.set(at, axis, (event.target as HTMLInputElement).valueAsNumber / side)}
      />
    `;
  }

  private set(at: number, axis: 0 | 1, share: number): void {
    const [x, y] = draft.choices.outline[at]!;
    const value = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
    draft.set({ outline: draft.choices.outline.with(at, axis === 0 ? [value, y] : [x, value]) });
    this.requestUpdate();
  }

  private drop(at: number): void {
    const outline = draft.choices.outline.toSpliced(at, 1);
    draft.set({ outline, isOutlineClosed: draft.choices.isOutlineClosed && outline.length > 2 });
  }

  /** Between the last point and the first one. */
  private add(): void {
    const { outline } = draft.choices;
    const [[x1, y1], [x2, y2]] = [outline.at(-1) ?? [0.5, 0.5], outline[0] ?? [0.5, 0.5]];
    draft.set({ outline: [...outline, [(x1 + x2) / 2, (y1 + y2) / 2]] });
  }
}
