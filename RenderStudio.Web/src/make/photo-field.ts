import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { bytes, percent, t } from "../texts/texts";
import { exampleRoom } from "./example";
import type { Photo } from "./photo";

/** Takes a photo by drop, paste or choice, and shows its upload. */
@customElement("photo-field")
export class PhotoField extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .box {
        position: relative;
        display: grid;
        min-height: clamp(15rem, 38vh, 26rem);
        border-radius: var(--radius-l);
        background: var(--sunken);
        overflow: hidden;
      }
      .box:not(.empty) {
        min-height: 0;
      }
      .box.empty {
        border: 1.5px dashed var(--line-strong);
      }
      .box.over {
        border-color: var(--focus);
        background: color-mix(in srgb, var(--focus) 10%, var(--sunken));
      }
      .invite {
        display: grid;
        align-content: center;
        justify-items: center;
        gap: var(--space-3);
        padding: var(--space-5);
        text-align: center;
      }
      .invite strong {
        font-size: var(--text-l);
      }
      .photo {
        width: 100%;
        height: 100%;
        max-height: 60vh;
        object-fit: contain;
      }
      .working .photo {
        opacity: 0.55;
      }
      .over-photo {
        position: absolute;
        right: var(--space-3);
        bottom: var(--space-3);
        left: var(--space-3);
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: var(--space-2);
      }
      .progress {
        flex: 1;
        min-width: 12rem;
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-m);
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      .bar {
        height: 4px;
        margin-top: var(--space-2);
        border-radius: 2px;
        background: var(--line);
        overflow: hidden;
      }
      .bar::after {
        content: "";
        display: block;
        width: var(--sent, 0%);
        height: 100%;
        background: var(--text);
        transition: width var(--quick) linear;
      }
      .name {
        position: absolute;
        top: var(--space-3);
        left: var(--space-3);
        padding: 0.125rem var(--space-3);
        border-radius: var(--radius-s);
        background: var(--raised);
        font-size: var(--text-s);
        font-weight: 600;
      }
      .button.on-photo {
        box-shadow: var(--shadow);
        background: var(--raised);
      }
      .failure {
        color: var(--bad);
        font-weight: 550;
      }
    `,
  ];

  @property({ attribute: false }) photo!: Photo;
  @property() label = "";
  /** Whether a photo that is pasted anywhere on the page is for this field. */
  @property({ type: Boolean }) takesPaste = false;
  @state() private over = false;
  private watching: Watching | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("paste", this.paste);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("paste", this.paste);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("photo")) return;
    if (this.watching !== null) {
      this.watching.hostDisconnected();
      this.removeController(this.watching);
    }
    this.watching = new Watching(this, this.photo);
  }

  protected override render(): TemplateResult {
    const { photo } = this;
    const isEmpty = photo.preview === null;
    const isWorking = ["preparing", "uploading", "checking"].includes(photo.state);
    return html`
      <section
        class="box ${isEmpty ? "empty" : ""} ${this.over ? "over" : ""} ${isWorking ? "working" : ""}"
        aria-label=${this.label}
        @dragover=${this.drag}
        @dragleave=${() => (this.over = false)}
        @drop=${this.drop}
      >
        ${isEmpty ? this.invitation() : html`<img class="photo" src=${photo.preview} alt=${t("make.photo.alt")} />`}
        ${isEmpty ? "" : html`<span class="name">${this.label}</span>`}
        ${isEmpty ? "" : html`<div class="over-photo">${isWorking ? this.progress() : this.actions()}</div>`}
        <input
          class="visually-hidden"
          type="file"
          tabindex="-1"
          aria-label=${this.label}
          accept="image/*"
          @change=${this.chosen}
        />
      </section>
      <p role="alert" class="failure">${photo.failure}</p>
    `;
  }

  private invitation(): TemplateResult {
    const limits = catalog.value?.limits.photo;
    if (this.photo.state === "preparing") return html`<p class="invite" role="status">${t("make.photo.preparing")}</p>`;
    return html`
      <div class="invite">
        <strong>${this.label}</strong>
        <p>
          ${t("make.photo.drop")}, ${t("make.photo.or")}
        </p>
        <button class="button" @click=${this.browse}>${t("make.photo.choose")}</button>
        <p class="quiet small">${limits && t("make.photo.accepted", { size: bytes(limits.maxBytes) })}</p>
        <button class="button plain" @click=${this.example}>${t("make.photo.example")}</button>
      </div>
    `;
  }

  private progress(): TemplateResult {
    const { state: step, sent } = this.photo;
    const text = step === "checking" ? t("make.photo.checking") : t("make.photo.uploading", { percent: percent(sent) });
    return html`
      <div class="progress" role="status">
        ${text}
        <div class="bar" ${variables({ sent: `${Math.round(sent * 100)}%` })}></div>
      </div>
      <button class="button on-photo" @click=${() => this.photo.clear()}>${t("make.photo.cancel")}</button>
    `;
  }

  private actions(): TemplateResult {
    return html`
      ${this.photo.canRetry
        ? html`<button class="button on-photo" @click=${() => this.photo.retry()}>${t("app.again")}</button>`
        : ""}
      <button class="button on-photo" @click=${this.browse}>${t("make.photo.replace")}</button>
      <button class="button on-photo" aria-label=${t("make.photo.remove")} @click=${() => this.photo.clear()}>
        ${t("make.photo.remove.short")}
      </button>
    `;
  }

  private browse(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  private async example(): Promise<void> {
    await this.photo.choose(await exampleRoom());
  }

  private chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) void this.photo.choose(file);
    input.value = "";
  }

  private drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void this.photo.choose(file);
  }

  private readonly paste = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!this.takesPaste || file === undefined) return;
    event.preventDefault();
    void this.photo.choose(file);
  };
}
