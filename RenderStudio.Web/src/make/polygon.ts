/** A point in millimetres from the top left corner of the surface. */
export type Point = readonly [x: number, y: number];

export type PolygonFault = "points" | "line" | "crossing" | "small";

const samePlaceMm = 0.1;
const leastPart = 0.01;

/** Why the API would reject the outline of a surface; null when it accepts it. The rules are those of the API. */
export function faultOf(given: readonly Point[], width: number, length: number): PolygonFault | null {
  const points = cornersOf(given);
  if (points.length < 3) return "points";
  if (points.slice(2).every((point) => turn(points[0]!, points[1]!, point) === 0)) return "line";
  if (!isSimple(points)) return "crossing";
  return areaOf(points) < leastPart * width * length ? "small" : null;
}

/** By the shoelace formula. */
export function areaOf(points: readonly Point[]): number {
  let twice = 0;
  points.forEach(([x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length]!;
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** The x coordinates where a horizontal line crosses the sides, in ascending order. */
export function crossings(points: readonly Point[], y: number): number[] {
  const found: number[] = [];
  points.forEach(([oneX, oneY], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length]!;
    if (oneY <= y !== nextY <= y) found.push(oneX + ((y - oneY) / (nextY - oneY)) * (nextX - oneX));
  });
  return found.sort((a, b) => a - b);
}

/** The place in the list where a new point continues the side that is nearest to it. */
export function nearestSide(points: readonly Point[], point: Point): number {
  const distances = points.map((one, at) => distance(point, one, points[(at + 1) % points.length]!));
  return distances.indexOf(Math.min(...distances)) + 1;
}

function cornersOf(points: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of points) if (corners.length === 0 || !areSame(corners.at(-1)!, point)) corners.push(point);
  while (corners.length > 1 && areSame(corners.at(-1)!, corners[0]!)) corners.pop();
  return corners;
}

/** Whether no two sides meet, except neighbours in their shared corner. */
function isSimple(points: Point[]): boolean {
  const count = points.length;
  const at = (index: number) => points[index % count]!;
  for (let one = 0; one < count; one++) {
    if (foldsBack(at(one), at(one + 1), at(one + 2))) return false;
    for (let other = one + 2; other < count; other++)
      if ((other + 1) % count !== one && meet(at(one), at(one + 1), at(other), at(other + 1))) return false;
  }
  return true;
}

function areSame([x1, y1]: Point, [x2, y2]: Point): boolean {
  return Math.abs(x1 - x2) < samePlaceMm && Math.abs(y1 - y2) < samePlaceMm;
}

function foldsBack(one: Point, corner: Point, next: Point): boolean {
  const ahead = (one[0] - corner[0]) * (next[0] - corner[0]) + (one[1] - corner[1]) * (next[1] - corner[1]);
  return turn(one, corner, next) === 0 && ahead > 0;
}

function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true;
  return isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b);
}

function isOn(a: Point, b: Point, point: Point): boolean {
  const isWithin = (axis: 0 | 1) =>
    point[axis] >= Math.min(a[axis], b[axis]) && point[axis] <= Math.max(a[axis], b[axis]);
  return turn(a, b, point) === 0 && isWithin(0) && isWithin(1);
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
