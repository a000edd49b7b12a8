import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { api, read } from "../api/client";
import { now } from "../api/clock";
import { failureSentence, sentence, stageName } from "../api/sentences";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { repeat } from "../make/repeat";
import { Attempt } from "../shell/attempt";
import { Watching } from "../shell/changes";
import { pathTo, router } from "../shell/router";
import { sentenceOf } from "../texts/names";
import { seconds, t } from "../texts/texts";
import { type Followed, type Generation, isFinal } from "./followed";
import { running } from "./running";
import "./event-list";
import "./picture-tiles";

/** One generation from its submit to its pictures. */
@customElement("watch-screen")
export class WatchScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
      }
      .head {
        display: grid;
        gap: var(--space-2);
        overflow-wrap: anywhere;
      }
      .bar {
        max-width: 32rem;
        height: 4px;
        border-radius: 2px;
        background: var(--line);
        overflow: hidden;
      }
      .bar::after {
        content: "";
        display: block;
        width: var(--share);
        height: 100%;
        background: var(--text);
        transition: width 1s linear;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(15rem, 20rem);
        gap: clamp(var(--space-5), 3vw, var(--space-7));
        align-items: start;
      }
      .result {
        display: grid;
        gap: var(--space-5);
      }
      @media (max-width: 56rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property() generationId = "";
  private readonly attempt = new Attempt(this);
  private followed: Followed | null = null;
  private ticking = 0;

  constructor() {
    super();
    new Watching(this, running, catalog);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void catalog.load();
    this.ticking = window.setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    this.followed?.watch(false);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("generationId")) return;
    this.followed?.watch(false);
    this.followed = running.add(this.generationId);
    this.followed.watch(true);
  }

  protected override render(): TemplateResult {
    const { generation, failure } = this.followed!;
    if (failure !== null)
      return html`
        <state-note role="alert" heading=${t("watch.missing.title")} text=${sentence(failure)}>
          ${this.links(null)}
        </state-note>
      `;
    if (generation === null) return html`<p class="quiet" role="status">${t("app.starting")}</p>`;
    return html`
      <div class="head">
        <h1>${stageName(generation.status)}</h1>
        <p class="quiet">${this.subject(generation)}</p>
        ${this.progress(generation)}
      </div>
      ${this.outcome(generation)}
      <div class="columns">
        <div class="result">
          ${generation.variants.length > 0 || !isFinal(generation.status)
            ? html`<picture-tiles .generation=${generation}></picture-tiles>`
            : ""}
          ${this.links(generation)}
        </div>
        <event-list .events=${this.followed!.events}></event-list>
      </div>
      <p class="visually-hidden" role="status">${stageName(generation.status)}</p>
    `;
  }

  private subject({ mode, style, roomType, prompt }: Generation): string {
    const parts = [
      catalog.nameOf("modes", mode),
      style && catalog.nameOf("styles", style),
      roomType && catalog.nameOf("roomTypes", roomType),
      prompt && t("watch.quoted", { text: prompt }),
    ];
    return parts.filter((part) => part).join(" · ");
  }

  private progress(generation: Generation): TemplateResult {
    const { createdAt, finishedAt, progress, status } = generation;
    const end = finishedAt === null ? now() : Date.parse(finishedAt);
    const elapsed = Math.max(0, (end - Date.parse(createdAt)) / 1000);
    const expected = progress.expectedSeconds;
    const share = finishedAt === null ? `${Math.min(97, (elapsed / Math.max(1, expected)) * 100)}%` : "100%";
    const values = { elapsed: seconds(elapsed), expected: seconds(expected) };
    return html`
      <div class="bar" ?hidden=${status === "failed" || status === "canceled"} ${variables({ share })}></div>
      <p class="quiet small">${this.duration(generation, elapsed > expected, values)}</p>
    `;
  }

  private duration({ finishedAt }: Generation, isLonger: boolean, values: Record<string, string>): string {
    if (finishedAt !== null) return t("watch.took", values);
    if (this.followed!.isReconnecting) return t("watch.reconnecting");
    return t(isLonger ? "watch.longer" : "watch.elapsed", values);
  }

  /** What a finished generation did not deliver, what it cost, and what to do. */
  private outcome({ status, error, progress, requested, delivered }: Generation): TemplateResult | string {
    if (status === "failed")
      return html`
        <div class="notice" role="alert">
          <strong>${failureSentence(error)}</strong>
          <p>${delivered === 0 ? t("watch.free") : t("watch.partial", { count: delivered, requested })}</p>
        </div>
      `;
    if (status === "canceled") return html`<p>${t("watch.free")}</p>`;
    return status === "succeeded" && delivered < requested
      ? html`<p class="notice">${sentenceOf(progress.message)}</p>`
      : "";
  }

  private links(generation: Generation | null): TemplateResult {
    const open = generation !== null && !isFinal(generation.status);
    const failed = generation !== null && ["failed", "canceled"].includes(generation.status);
    return html`
      <div class="row">
        ${generation?.renderId
          ? html`<a class="button primary" href=${pathTo(`/renders/${generation.renderId}`)}>${t("watch.open")}</a>`
          : ""}
        ${failed ? this.ways(generation) : ""}
        ${open
          ? html`<button class="button" ?disabled=${this.attempt.running} @click=${this.cancel}>
              ${t(this.attempt.running ? "watch.canceling" : "watch.cancel")}
            </button>`
          : ""}
        <a class="button plain" href=${pathTo("/")}>${t("watch.another")}</a>
      </div>
    `;
  }

  /** What to do after a failure. */
  private ways(generation: Generation): TemplateResult {
    return html`
      <button class="button primary" ?disabled=${this.attempt.running} @click=${this.retry}>${t("watch.retry")}</button>
      <button class="button" @click=${() => this.change(generation)}>${t("watch.change")}</button>
    `;
  }

  private cancel(): Promise<void> {
    return this.attempt.run(() => this.followed!.cancel());
  }

  private retry(): Promise<void> {
    return this.attempt.run(async () => {
      const path = { id: this.generationId };
      const { id } = await read(api.POST("/api/v1/generations/{id}/retry", { params: { path } }));
      running.started(id);
      router.go(`/generations/${id}`);
    });
  }

  private change(generation: Generation): void {
    repeat(generation);
    router.go("/");
  }
}
