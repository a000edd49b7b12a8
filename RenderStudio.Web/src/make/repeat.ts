import type { Schemas } from "../api/client";
import { type Choices, draft } from "./draft";

type Generation = Schemas["Generation"];

/** Fills the draft with the request of an earlier generation, its photos included. */
export function repeat(earlier: Generation): void {
  const { mode, prompt, style, roomType, aspectRatio, quality, requested, input1, input2 } = earlier;
  draft.repeat({
    mode,
    quality,
    prompt: prompt ?? "",
    style: style ?? "",
    roomType: roomType ?? "",
    // What the API chose for itself is left to it again.
    aspectRatio: aspectRatio === "match_input" ? "" : aspectRatio,
    variants: requested,
    ...surfaceOf(earlier),
  });
  [input1, input2].forEach((id, i) => id !== null && void draft.photos[i]!.reuseAsset(id));
}

function surfaceOf({ palette, surface, stencil }: Generation): Partial<Choices> {
  return {
    palette: typeof palette === "string" ? palette : "",
    colors: Array.isArray(palette) ? palette.map((color) => color.toLowerCase()) : [],
    stencil: stencil ?? "",
    width: surface === null ? "" : `${surface.widthMm / 1000}`,
    length: surface === null ? "" : `${surface.lengthMm / 1000}`,
    outline: surface?.polygon?.map(([x = 0, y = 0]) => [x / surface.widthMm, y / surface.lengthMm] as const) ?? [],
    isOutlineClosed: surface?.polygon != null,
  };
}
