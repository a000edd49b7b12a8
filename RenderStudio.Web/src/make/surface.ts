import type { Catalog } from "../api/catalog";
import type { Choices } from "./draft";
import { faultOf, type Point, type PolygonFault } from "./polygon";

type SurfaceChoices = Pick<Choices, "width" | "length" | "outline" | "isOutlineClosed">;

/** The size in millimetres; null while a side is missing or outside of the limits. */
export function sizeOf({ width, length }: SurfaceChoices, known: Catalog | null): [number, number] | null {
  const sides = [width, length].map((side) => Math.round(Number(side) * 1000));
  const { min, max } = known?.limits.inspire.surfaceMm ?? { min: 0, max: 0 };
  return sides.every((side) => side >= min && side <= max) ? (sides as [number, number]) : null;
}

/** The outline in millimetres, to a tenth. */
export function outlineOf({ outline }: SurfaceChoices, [width, length]: [number, number]): Point[] {
  const tenths = (share: number, side: number) => Math.round(share * side * 10) / 10;
  return outline.map(([x, y]) => [tenths(x, width), tenths(y, length)] as const);
}

/** Why an outline cannot be sent; null if there is none. */
export function outlineFault(choices: SurfaceChoices, known: Catalog | null): PolygonFault | "open" | null {
  const size = sizeOf(choices, known);
  if (size === null || choices.outline.length === 0) return null;
  if (choices.outline.length < (known?.limits.inspire.polygonPoints.min ?? 0)) return "points";
  const fault = faultOf(outlineOf(choices, size), ...size);
  return fault ?? (choices.isOutlineClosed ? null : "open");
}
