import type { Point } from "./polygon";
import { crossings } from "./polygon";
import { SeededRandom } from "./seeded-random";
import { colorsOf, StencilCells } from "./stencil-cells";
import { fields } from "./stencil-fields";

/** The surface of a stencil. Without a polygon it is the whole rectangle. */
export interface Plan {
  width: number;
  length: number;
  polygon: readonly Point[];
}

export interface StencilChoice {
  kind: string;
  colors: number;
  seed: number;
  /** Null for a picture without a surface. */
  plan: Plan | null;
  /** Width and height of the picture that the model makes, in pixels. */
  size: { width: number; height: number };
}

/** The index of the colour at a point of the picture, 0 to 1 in both directions; null outside the surface. */
export type StencilMap = (x: number, y: number) => number | null;

const sampleSide = 256;
// The narrowest picture that models make; a narrower surface is centred in it.
const narrowest = 4;
const groundOfTwo = 0.6;
const ground = 0.4;
const step = 16;
const leastSide = 256;
const mostSide = 1536;

/** The stencil that the API draws for the same seed. Undefined for a pattern that the page does not know. */
export function stencilMap({ kind, colors, seed, plan, size }: StencilChoice): StencilMap | undefined {
  const random = new SeededRandom(seed);
  const picture = plan === null ? size : pictureOf(plan, size);
  const aspect = picture.width / picture.height;
  const shares = sharesOf(colors);
  const rows = insideOf(plan);
  const label = kind === "mosaic" ? mosaic() : contours();
  return label && ((x, y) => (contains(rows(y), x) ? label(x * aspect, y) : null));

  function mosaic(): (x: number, y: number) => number {
    const cells = new StencilCells(aspect, colors, random);
    const areas = new Array<number>(cells.count).fill(0);
    eachSample((x, y) => areas[cells.at(x, y)]!++);
    const colorOf = colorsOf(areas, shares);
    return (x, y) => colorOf[cells.at(x, y)]!;
  }

  function contours(): ((x: number, y: number) => number) | undefined {
    const field = fields[kind]?.(aspect, random);
    if (field === undefined) return undefined;
    const heights = new Float64Array(sampleSide * sampleSide);
    let count = 0;
    eachSample((x, y) => (heights[count++] = field(x, y)));
    const sorted = heights.subarray(0, count).sort();
    let sum = 0;
    const ends = shares.slice(0, -1).map((share) => {
      sum += share;
      return sorted[Math.min(count - 1, Math.round(sum * count))]!;
    });
    return (x, y) => {
      const height = field(x, y);
      const at = ends.findIndex((end) => height < end);
      return at < 0 ? ends.length : at;
    };
  }

  /** The points of a grid that are on the surface. */
  function eachSample(see: (x: number, y: number) => void): void {
    let isEmpty = true;
    for (let row = 0; row < sampleSide; row++) {
      const y = (row + 0.5) / sampleSide;
      const inside = rows(y);
      for (let column = 0; column < sampleSide; column++) {
        const x = (column + 0.5) / sampleSide;
        if (!contains(inside, x)) continue;
        see(x * aspect, y);
        isEmpty = false;
      }
    }
    // A surface too narrow for any sample still needs heights.
    if (isEmpty) see(aspect / 2, 0.5);
  }
}

/** The share of the picture's width and height that the surface takes. */
export function partOf({ width, length }: Plan): { x: number; y: number } {
  const ratio = width / length;
  return { x: Math.min(1, ratio * narrowest), y: Math.min(1, narrowest / ratio) };
}

/** About as many pixels as the model makes, in the shape of the surface. */
function pictureOf({ width, length }: Plan, budget: StencilChoice["size"]): StencilChoice["size"] {
  const shape = Math.min(narrowest, Math.max(1 / narrowest, width / length));
  const side = Math.sqrt(budget.width * budget.height * shape);
  const fit = Math.min(1, mostSide / Math.max(side, side / shape));
  const rounded = (count: number) => Math.max(leastSide, Math.round(count / step) * step);
  return { width: rounded(side * fit), height: rounded((side / shape) * fit) };
}

function sharesOf(colors: number): number[] {
  const first = colors === 2 ? groundOfTwo : ground;
  return Array.from({ length: colors }, (_, at) => (at === 0 ? first : (1 - first) / (colors - 1)));
}

/** Where the surface begins and ends along a row of the picture, as shares of its width. */
function insideOf(plan: Plan | null): (y: number) => number[] {
  if (plan === null) return () => [0, 1];
  const part = partOf(plan);
  return (y) => {
    const along = (y - 0.5) / part.y + 0.5;
    if (along < 0 || along > 1) return [];
    const ends = plan.polygon.length === 0 ? [0, plan.width] : crossings(plan.polygon, along * plan.length);
    return ends.map((x) => (x / plan.width - 0.5) * part.x + 0.5);
  };
}

function contains(inside: number[], x: number): boolean {
  for (let at = 0; at + 1 < inside.length; at += 2) if (x >= inside[at]! && x < inside[at + 1]!) return true;
  return false;
}
