import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { api, read, type Schemas } from "../api/client";
import { ApiProblem } from "../api/problem";
import { sentence } from "../api/sentences";
import { icon } from "../design/icons";
import { shared } from "../design/shared";
import { repeat } from "../make/repeat";
import { Attempt } from "../shell/attempt";
import { Watching } from "../shell/changes";
import { messages } from "../shell/messages";
import { pathTo, router } from "../shell/router";
import { t } from "../texts/texts";
import { library } from "./library";
import { renderSentence } from "./render-sentence";
import { save } from "./save";
import "./download-list";
import "./render-facts";
import "./render-view";
import "./share-panel";
import "./title-field";

type Render = Schemas["Render"];
type Variant = Schemas["Variant"];

/** One render: its pictures, what they were made of, and what its owner can do with them. */
@customElement("render-screen")
export class RenderScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(17rem, 22rem);
        gap: clamp(var(--space-5), 3vw, var(--space-7));
        align-items: start;
      }
      .back {
        margin-left: calc(-1 * var(--space-4));
      }
      .side {
        display: grid;
        gap: var(--space-5);
      }
      .actions {
        display: grid;
        gap: var(--space-2);
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-2);
      }
      @media (max-width: 56rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property() renderId = "";
  @state() private value: Render | null = null;
  @state() private failure: unknown = null;
  @state() private shown = 0;
  private readonly downloading = new Attempt(this);
  private readonly changing = new Attempt(this);

  constructor() {
    super();
    new Watching(this, catalog);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("renderId")) void this.load();
  }

  protected override render(): TemplateResult {
    const { value } = this;
    if (this.failure !== null) return this.failed();
    if (value === null) return html`<p class="quiet" role="status">${t("app.starting")}</p>`;
    const variant = value.variants[this.shown] ?? value.variants[0]!;
    return html`
      <div>
        <a class="button plain back" href=${pathTo("/renders")}>${icon("back")} ${t("render.back")}</a>
      </div>
      <div class="columns">
        <render-view
          .value=${value}
          .shown=${this.shown}
          @choose=${(event: CustomEvent<number>) => (this.shown = event.detail)}
          @expired=${this.load}
        ></render-view>
        <div class="side">
          <title-field
            usual=${this.usualName(value)}
            .value=${value.title}
            @rename=${(event: CustomEvent<string>) => this.rename(event.detail)}
          ></title-field>
          ${this.actions(value, variant)}
          <share-panel
            ?isPublic=${value.isPublic}
            .link=${value.publicUrl}
            @publish=${(event: CustomEvent<boolean>) => this.publish(event.detail)}
          ></share-panel>
          <render-facts .value=${value} .variant=${variant}></render-facts>
        </div>
      </div>
    `;
  }

  private failed(): TemplateResult {
    const isMissing = this.failure instanceof ApiProblem && this.failure.status === 404;
    return html`
      <state-note
        role="alert"
        heading=${t(isMissing ? "render.missing.title" : "render.failed.title")}
        text=${sentence(this.failure)}
      >
        ${isMissing ? "" : html`<button class="button" @click=${this.load}>${t("app.again")}</button>`}
        <a class="button" href=${pathTo("/renders")}>${t("render.back")}</a>
      </state-note>
    `;
  }

  /** The name of a render without a title. */
  private usualName({ style, mode }: Render): string {
    return style ? catalog.nameOf("styles", style) : catalog.nameOf("modes", mode);
  }

  private actions(value: Render, variant: Variant): TemplateResult {
    const { favorite, id } = value;
    return html`
      <div class="actions">
        <button class="button primary" ?disabled=${this.downloading.running} @click=${() => this.download(variant)}>
          ${icon("download")} ${t(this.downloading.running ? "render.downloading" : "render.download")}
        </button>
        <download-list
          .sizes=${(variant.sizes ?? []).filter(({ name }) => name !== "full")}
          @download=${(event: CustomEvent<string>) => this.download(variant, event.detail)}
        ></download-list>
        <button class="button" @click=${() => this.repeat(value)}>${t("render.again")}</button>
        <div class="pair">
          <button
            class="button"
            aria-pressed=${favorite}
            aria-label=${t(favorite ? "renders.unfavorite" : "renders.favorite")}
            @click=${this.toggleFavorite}
          >
            ${icon(favorite ? "heart-full" : "heart")}
          </button>
          <button class="button danger" @click=${() => this.delete(id)}>${icon("trash")} ${t("renders.delete")}</button>
        </div>
      </div>
    `;
  }

  private async load(): Promise<void> {
    void catalog.load();
    try {
      const value = await read(api.GET("/api/v1/renders/{id}", { params: { path: { id: this.renderId } } }));
      this.value = value;
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }

  /** @param size The name of a size; the full size of any other name. */
  private download({ index }: Variant, size = "full"): Promise<void> {
    return this.downloading.run(async () => {
      // Links expire, so a new one is read first.
      await this.load();
      const current = this.value!.variants.find((one) => one.index === index)!;
      const url = current.sizes?.find(({ name }) => name === size)?.url ?? current.url;
      const name = (this.value!.title ?? this.usualName(this.value!)).toLowerCase().replace(/\W+/g, "-");
      const kind = new URL(url).pathname.split(".").at(-1);
      await save(url, `${name}-${index + 1}${size === "full" ? "" : `-${size}`}.${kind}`);
    });
  }

  private rename(text: string): Promise<void> {
    return this.changing.run(async () => {
      const title = text === "" ? null : text;
      const path = { id: this.renderId };
      await read(api.PATCH("/api/v1/renders/{id}", { params: { path }, body: { title } }));
      library.replace(this.renderId, { title });
      await this.load();
    });
  }

  private publish(isPublic: boolean): Promise<void> {
    return this.changing.run(async () => {
      const path = { id: this.renderId };
      try {
        await read(api.PUT("/api/v1/renders/{id}/visibility", { params: { path }, body: { isPublic } }));
      } catch (failure) {
        return messages.show(renderSentence(failure));
      }
      library.replace(this.renderId, { isPublic });
      await this.load();
    });
  }

  private async toggleFavorite(): Promise<void> {
    const favorite = !this.value!.favorite;
    this.value = { ...this.value!, favorite };
    await library.setFavorite(this.renderId, favorite);
  }

  private async delete(id: string): Promise<void> {
    if (await library.delete(id)) router.go("/renders");
  }

  private repeat({ generationId }: Render): Promise<void> {
    return this.changing.run(async () => {
      const path = { id: generationId };
      repeat(await read(api.GET("/api/v1/generations/{id}", { params: { path } })));
      router.go("/");
    });
  }
}
