import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { t, type TextKey } from "../texts/texts";
import { draft } from "./draft";
import { quoting } from "./quoting";

const hints: Record<string, TextKey> = {
  imagine: "make.prompt.hint.imagine",
  inspire: "make.prompt.hint.inspire",
};

/** The description, with its length and the words that moderation rejects. */
@customElement("prompt-field")
export class PromptField extends LitElement {
  static override styles = [
    shared,
    css`
      .stack {
        position: relative;
        display: grid;
        grid-auto-rows: max-content;
        max-height: 22rem;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-m);
        background: var(--surface);
        overflow: auto;
      }
      .stack:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }
      .mirror,
      textarea {
        grid-area: 1 / 1;
        min-height: 6rem;
        padding: var(--space-3);
        border: 0;
        font: inherit;
        line-height: 1.5;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .mirror {
        color: transparent;
      }
      mark {
        border-radius: 3px;
        background: color-mix(in srgb, var(--bad) 28%, transparent);
        color: transparent;
        box-shadow: 0 2px 0 var(--bad);
      }
      textarea {
        width: 100%;
        outline: none;
        background: transparent;
        resize: none;
        overflow: hidden;
      }
      textarea::placeholder {
        color: var(--text-quiet);
      }
      .below {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: var(--space-3);
      }
      .bad {
        color: var(--bad);
      }
      .count {
        margin-left: auto;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, draft, quoting, catalog);
  }

  protected override render(): TemplateResult {
    const { prompt, mode } = draft.choices;
    const required = draft.mode?.needsPrompt ?? false;
    return html`
      <div class="field">
        <label for="prompt">${t(required ? "make.prompt" : "make.prompt.optional")}</label>
        <div class="stack">
          <div class="mirror" aria-hidden="true">${this.marked(prompt)}${"\u200b"}</div>
          <textarea
            id="prompt"
            rows="3"
            aria-describedby="verdict length"
            placeholder=${t(hints[mode] ?? "make.prompt.hint.other")}
            .value=${prompt}
            @input=${(event: Event) => draft.set({ prompt: (event.target as HTMLTextAreaElement).value })}
          ></textarea>
        </div>
        <div class="below small">
          <span id="verdict" class="bad" role="status">${this.verdict(prompt)}</span>
          ${this.length()}
        </div>
      </div>
    `;
  }

  /** The rejected part of the prompt as it stands; null when the quote is about an older prompt. */
  private rejected(prompt: string): { start: number; end: number } | null {
    const span = quoting.quote?.moderation;
    if (quoting.pending || span?.accepted !== false || span.field !== "prompt" || !span.span) return null;
    const shift = prompt.length - prompt.trimStart().length;
    return { start: span.span.start + shift, end: span.span.start + shift + span.span.length };
  }

  private marked(prompt: string): TemplateResult | string {
    const part = this.rejected(prompt);
    if (part === null) return prompt;
    const { start, end } = part;
    return html`${prompt.slice(0, start)}<mark>${prompt.slice(start, end)}</mark>${prompt.slice(end)}`;
  }

  private verdict(prompt: string): string {
    const part = this.rejected(prompt);
    return part === null ? "" : t("make.moderated", { words: prompt.slice(part.start, part.end) });
  }

  private length(): TemplateResult {
    const max = catalog.value?.limits.promptCharacters.max ?? 0;
    const count = draft.promptLength;
    const over = count - max;
    return html`
      <span id="length" class="count ${over > 0 ? "bad" : "quiet"}">
        ${over > 0 ? t("make.prompt.over", { count: over }) : t("make.prompt.length", { count, max })}
      </span>
    `;
  }
}
