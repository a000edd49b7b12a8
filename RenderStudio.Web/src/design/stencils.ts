import { svg, type SVGTemplateResult } from "lit";

const pictures: Record<string, SVGTemplateResult> = {
  bands: svg`<path d="M2 6h20M2 12h20M2 18h20" />`,
  waves: svg`<path d="M2 8c4-4 6 4 10 0s6 4 10 0M2 16c4-4 6 4 10 0s6 4 10 0" />`,
  islands: svg`<circle cx="8" cy="9" r="4.5" /><circle cx="17" cy="16" r="3.5" /><circle cx="18" cy="6" r="1.5" />`,
  mosaic: svg`<path d="m3 4 8 3 9-4M11 7l-2 8-6 4m6-4 8 5m-6-13 9 6-3 7" />`,
  radial: svg`<circle cx="12" cy="12" r="3" /><circle cx="12" cy="12" r="8.5" />`,
};

/** A small drawing of a pattern; undefined for one that the page does not know. */
export function stencilPicture(id: string): SVGTemplateResult | undefined {
  return pictures[id];
}
