import type { SeededRandom } from "./seeded-random";

const cellsPerColor = 9;
const leastCells = 60;

/** The mosaic of the API: each cell contains the points of the plane that are nearest to its seed. */
export class StencilCells {
  private readonly side: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly points: { x: number; y: number }[];

  constructor(aspect: number, colors: number, random: SeededRandom) {
    this.side = Math.sqrt(aspect / Math.max(leastCells, cellsPerColor * colors));
    this.columns = Math.ceil(aspect / this.side);
    this.rows = Math.ceil(1 / this.side);
    this.points = Array.from({ length: this.columns * this.rows }, (_, at) => ({
      x: ((at % this.columns) + 0.1 + 0.8 * random.double()) * this.side,
      y: (Math.floor(at / this.columns) + 0.1 + 0.8 * random.double()) * this.side,
    }));
  }

  get count(): number {
    return this.points.length;
  }

  at(x: number, y: number): number {
    const [column, row] = [Math.floor(x / this.side), Math.floor(y / this.side)];
    let best = 0;
    let least = Infinity;
    for (let r = Math.max(0, row - 2); r <= Math.min(this.rows - 1, row + 2); r++)
      for (let c = Math.max(0, column - 2); c <= Math.min(this.columns - 1, column + 2); c++) {
        const point = this.points[r * this.columns + c]!;
        const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
        if (distance < least) [best, least] = [r * this.columns + c, distance];
      }
    return best;
  }
}

/** The colour of each cell: the largest cell first, each to the colour that lacks most. */
export function colorsOf(areas: readonly number[], shares: readonly number[]): number[] {
  const total = Math.max(1, areas.reduce((sum, area) => sum + area, 0));
  const lacking = shares.map((share) => share * total);
  const colors: number[] = [];
  const order = areas.map((_, cell) => cell).sort((a, b) => areas[b]! - areas[a]! || a - b);
  for (const cell of order) {
    const color = lacking.indexOf(Math.max(...lacking));
    colors[cell] = color;
    lacking[color]! -= areas[cell]!;
  }
  return colors;
}
