import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { percent, t } from "../texts/texts";

/** A picture over the photo that it was made of, with a divider that the pointer and the keyboard move. */
@customElement("before-after")
export class BeforeAfter extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: block;
        aspect-ratio: var(--ratio);
        border-radius: inherit;
        overflow: hidden;
        touch-action: pan-y;
      }
      img {
        position: absolute;
        width: 100%;
        height: 100%;
        object-fit: cover;
        user-select: none;
      }
      .before {
        clip-path: inset(0 calc(100% - var(--at)) 0 0);
      }
      .line {
        position: absolute;
        top: 0;
        bottom: 0;
        left: var(--at);
        width: 2px;
        margin-left: -1px;
        background: #ffffff;
        box-shadow: 0 0 0 1px rgb(0 0 0 / 25%);
        pointer-events: none;
      }
      .line::after {
        content: "⇄";
        position: absolute;
        top: 50%;
        left: 50%;
        display: grid;
        place-items: center;
        width: 2.75rem;
        height: 2.75rem;
        border-radius: 50%;
        background: #ffffff;
        color: #1d1c1a;
        box-shadow: 0 1px 6px rgb(0 0 0 / 40%);
        transform: translate(-50%, -50%);
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: ew-resize;
      }
      :host(:focus-within) .line::after {
        outline: 3px solid var(--focus);
        outline-offset: 2px;
      }
      .name {
        position: absolute;
        bottom: var(--space-3);
        padding: 0 var(--space-2);
        border-radius: var(--radius-s);
        background: rgb(0 0 0 / 60%);
        color: #ffffff;
        font-size: var(--text-s);
        pointer-events: none;
      }
      .left {
        left: var(--space-3);
      }
      .right {
        right: var(--space-3);
      }
    `,
  ];

  @property() photo = "";
  @property() picture = "";
  @state() private at = 50;

  protected override render(): TemplateResult {
    return html`
      <img src=${this.picture} alt="" draggable="false" @error=${this.fail} />
      <img
        class="before"
        src=${this.photo}
        alt=""
        draggable="false"
        @error=${this.fail}
        ${variables({ at: `${this.at}%` })}
      />
      <span class="name left">${t("render.before")}</span>
      <span class="name right">${t("render.after")}</span>
      <div class="line" ${variables({ at: `${this.at}%` })}></div>
      <input
        type="range"
        min="0"
        max="100"
        aria-label=${t("render.compare")}
        aria-valuetext=${t("render.compare.position", { percent: percent(this.at / 100) })}
        .value=${`${this.at}`}
        @input=${(event: Event) => (this.at = Number((event.target as HTMLInputElement).value))}
      />
    `;
  }

  /** The error of an image ends at this element; the view outside is told. */
  private fail(): void {
    this.dispatchEvent(new Event("error"));
  }
}
