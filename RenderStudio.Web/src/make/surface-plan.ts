import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { variables } from "../design/variables";
import { Watching } from "../shell/changes";
import { percent, squareMetres, t } from "../texts/texts";
import { draft } from "./draft";
import { areaOf } from "./polygon";
import { outlineFault, outlineOf, sizeOf } from "./surface";
import type { Plan, StencilChoice } from "./stencil-map";
import "./outline-editor";
import "./outline-list";
import "./stencil-preview";

const rectangle = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;

/** The plan of the surface: its outline, drawn by hand, over the pattern that the design begins with. */
@customElement("surface-plan")
export class SurfacePlan extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      .plane {
        position: relative;
        width: min(100%, 26rem * var(--ratio));
        aspect-ratio: var(--ratio);
        margin: var(--space-2);
        border-radius: 2px;
        background: #808080;
      }
      stencil-preview {
        position: absolute;
        inset: 0;
      }
      .bad {
        color: var(--bad);
      }
      .areas {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
        gap: var(--space-1) var(--space-3);
      }
      .areas li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-variant-numeric: tabular-nums;
      }
      .areas i {
        flex: none;
        width: 1rem;
        height: 1rem;
        border-radius: 50%;
        background: var(--color);
        box-shadow: inset 0 0 0 1px rgb(0 0 0 / 15%);
      }
      .areas span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .areas b {
        margin-left: auto;
        font-weight: 550;
        white-space: nowrap;
      }
    `,
  ];

  @state() private shares: number[] = [];

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  protected override render(): TemplateResult {
    const size = sizeOf(draft.choices, catalog.value);
    const { stencil } = draft.choices;
    const colors = this.colors();
    return html`
      <h2>${t("make.plan")}</h2>
      <div class="plane" ${variables({ ratio: planRatio() })}>
        ${stencil === ""
          ? ""
          : html`
              <stencil-preview
                .choice=${this.choice(size)}
                .colors=${colors.map(({ hex }) => hex)}
                @areas=${(event: CustomEvent<number[]>) => (this.shares = event.detail)}
              ></stencil-preview>
            `}
        ${size === null
          ? ""
          : html`
              <outline-editor
                .size=${size}
                most=${this.most}
                ?isWrong=${this.fault === "crossing" || this.fault === "line" || this.fault === "small"}
              ></outline-editor>
            `}
      </div>
      <div class="row">
        <p class="small quiet">${t(stencil === "" ? "make.plan.words" : "make.plan.about")}</p>
        <button class="button" ?hidden=${stencil === ""} @click=${() => draft.rearrange()}>
          ${t("make.plan.again")}
        </button>
      </div>
      ${size === null ? html`<p class="small quiet">${t("make.plan.size")}</p>` : this.outline(size)}
      ${stencil === "" ? "" : this.areas(size)}
    `;
  }

  private outline(size: [number, number]): TemplateResult {
    const { outline, isOutlineClosed } = draft.choices;
    const isEmpty = outline.length === 0;
    return html`
      <p class="small ${this.fault === null || this.fault === "open" ? "quiet" : "bad"}" role="status">
        ${this.state(size)}
      </p>
      <p class="small quiet" ?hidden=${isEmpty}>${t("make.outline.keys")}</p>
      <div class="row">
        <button
          class="button"
          ?hidden=${!isEmpty}
          @click=${() => draft.set({ outline: rectangle, isOutlineClosed: true })}
        >
          ${t("make.outline.rectangle")}
        </button>
        <button
          class="button"
          ?hidden=${isOutlineClosed || outline.length < 3}
          @click=${() => draft.set({ isOutlineClosed: true })}
        >
          ${t("make.outline.close")}
        </button>
        <button
          class="button"
          ?hidden=${isEmpty}
          @click=${() => draft.set({ outline: [], isOutlineClosed: false })}
        >
          ${t("make.outline.reset")}
        </button>
      </div>
      ${isEmpty ? "" : html`<outline-list .size=${size} most=${this.most}></outline-list>`}
    `;
  }

  private state(size: [number, number]): string {
    const { outline, isOutlineClosed } = draft.choices;
    const count = outline.length;
    if (count === 0) return t("make.outline.draw");
    if (this.fault === "crossing") return t("make.outline.crossing");
    if (isOutlineClosed && this.fault !== null) return t("make.outline.flat");
    if (count >= this.most) return t("make.outline.full", { max: this.most });
    if (!isOutlineClosed) return t("make.outline.open", { count });
    return `${t("make.outline.done", { count })}, ${squareMetres(areaOf(outlineOf(draft.choices, size)) / 1e6)}`;
  }

  private areas(size: [number, number] | null): TemplateResult {
    const colors = this.colors();
    const isUsable = size !== null && this.fault === null;
    const total = isUsable ? areaOf(this.plan(size).polygon) / 1e6 || (size[0] * size[1]) / 1e6 : null;
    const text = (share: number) =>
      total === null ? percent(share) : `${percent(share)}, ${squareMetres(share * total)}`;
    return html`
      <h2>${t("make.plan.areas")}</h2>
      <ul class="areas small">
        ${colors.map(({ hex, name }, at) => html`
          <li><i ${variables({ color: hex })}></i><span>${name ?? hex}</span><b>${text(this.shares[at] ?? 0)}</b></li>
        `)}
      </ul>
    `;
  }

  private get most(): number {
    return catalog.value!.limits.inspire.polygonPoints.max;
  }

  private get fault(): ReturnType<typeof outlineFault> {
    return outlineFault(draft.choices, catalog.value);
  }

  /** The chosen colours, otherwise those of the palette. */
  private colors(): { hex: string; name: string | null }[] {
    const known = catalog.value!.palettes.flatMap(({ colors }) => colors);
    const { colors } = draft.choices;
    const palette = catalog.value!.palettes.find(({ id }) => id === draft.palette)?.colors ?? [];
    return colors.length < 2
      ? palette
      : colors.map((hex) => ({ hex, name: known.find((color) => color.hex === hex)?.name ?? null }));
  }

  private choice(size: [number, number] | null): StencilChoice {
    const { stencil, seed } = draft.choices;
    return {
      kind: stencil,
      seed: seed ?? 0,
      colors: this.colors().length,
      plan: size === null ? null : this.plan(size),
      size: pictureSize(size !== null),
    };
  }

  /** An outline that cannot be sent does not divide the surface. */
  private plan(size: [number, number]): Plan {
    const polygon = this.fault === null ? outlineOf(draft.choices, size) : [];
    return { width: size[0], length: size[1], polygon };
  }
}

/** The size of a picture by the chosen shape and quality; that of a square for a surface, which has its own shape. */
function pictureSize(isSurface: boolean): { width: number; height: number } {
  const { aspectRatio, quality } = draft.choices;
  const ratio = isSurface || aspectRatio === "" ? "1:1" : aspectRatio;
  const known = catalog.value!;
  const model = known.models.find(({ id }) => id === draft.mode?.defaultModel);
  return (
    model?.sizes?.[ratio]?.[quality] ??
    known.aspectRatios.find(({ id }) => id === ratio)?.sizes?.[quality] ?? { width: 1024, height: 1024 }
  );
}

/** Width divided by height of the plan; a very narrow surface is shown wider than it is. */
function planRatio(): number {
  const size = sizeOf(draft.choices, catalog.value);
  const { width, height } = size === null ? pictureSize(false) : { width: size[0], height: size[1] };
  return Math.min(4, Math.max(0.25, width / height));
}
