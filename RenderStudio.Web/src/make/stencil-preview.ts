import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../texts/texts";
import { partOf, stencilMap, type StencilChoice } from "./stencil-map";

const longSide = 360;
const sliceMs = 10;

/** Draws the pattern that the API would draw. Sends `areas` with the share of each colour. */
@customElement("stencil-preview")
export class StencilPreview extends LitElement {
  static override styles = css`
    :host,
    canvas {
      display: block;
      width: 100%;
      height: 100%;
    }
  `;

  @property({ attribute: false }) choice!: StencilChoice;
  @property({ attribute: false }) colors: readonly string[] = [];
  private drawn = "";

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${t("make.plan.alt")}></canvas>`;
  }

  private get canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector("canvas")!;
  }

  protected override updated(_: PropertyValues): void {
    const wanted = JSON.stringify([this.choice, this.colors]);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.canvas.ariaBusy = "true";
    void this.draw(wanted);
  }

  /** Works in slices, so that the page stays responsive. A newer drawing ends an older one. */
  private async draw(wanted: string): Promise<void> {
    await pause();
    if (wanted !== this.drawn || !this.isConnected) return;
    const { plan, size } = this.choice;
    const map = stencilMap(this.choice);
    if (map === undefined) return;
    const [across, down] = plan === null ? [size.width, size.height] : [plan.width, plan.length];
    const scale = longSide / Math.max(across, down);
    const image = new ImageData(Math.max(1, Math.round(across * scale)), Math.max(1, Math.round(down * scale)));
    const part = plan === null ? { x: 1, y: 1 } : partOf(plan);
    const counts = this.colors.map(() => 0);
    const colors = this.colors.map((color) => Number.parseInt(color.slice(1), 16));
    for (let row = 0, since = performance.now(); row < image.height; row++) {
      if (performance.now() - since > sliceMs) {
        await pause();
        since = performance.now();
        if (wanted !== this.drawn) return;
      }
      for (let column = 0; column < image.width; column++) {
        const x = ((column + 0.5) / image.width - 0.5) * part.x + 0.5;
        const label = map(x, ((row + 0.5) / image.height - 0.5) * part.y + 0.5);
        if (label === null) continue;
        counts[label]!++;
        paint(image, row * image.width + column, colors[label]!);
      }
    }
    this.show(image, counts);
  }

  private show(image: ImageData, counts: number[]): void {
    const { canvas } = this;
    canvas.ariaBusy = "false";
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    this.dispatchEvent(new CustomEvent("areas", { detail: counts.map((count) => count / total) }));
  }
}

function paint({ data }: ImageData, at: number, color: number): void {
  data[at * 4] = color >> 16;
  data[at * 4 + 1] = (color >> 8) & 255;
  data[at * 4 + 2] = color & 255;
  data[at * 4 + 3] = 255;
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}
