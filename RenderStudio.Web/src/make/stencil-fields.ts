import type { SeededRandom } from "./seeded-random";

/** The height of a point: y is 0 to 1 down the picture, x is 0 to its aspect ratio. */
export type Field = (x: number, y: number) => number;

/** The height maps of the API. A colour takes the points between two heights. The order of random numbers matters. */
export const fields: Record<string, (aspect: number, random: SeededRandom) => Field> = {
  bands: (_, random) => {
    const angle = random.double() * Math.PI;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const repeats = random.whole(1, 3);
    const shift = random.double();
    return (x, y) => fraction((x * cos + y * sin) * repeats + shift);
  },
  waves: (_, random) => {
    const swells = [1, 2, 3].map((n) => ({
      height: 0.09 / n,
      length: n * (2 + 3 * random.double()),
      shift: random.double() * 7,
    }));
    const lean = (random.double() - 0.5) * 0.6;
    return (x, y) => {
      let height = y + lean * x;
      for (const swell of swells) height += swell.height * Math.sin(swell.length * x + swell.shift + y * 2);
      return height;
    };
  },
  islands: (aspect, random) => {
    const hills = Array.from({ length: 16 }, (_, n) => ({
      left: random.double() * aspect,
      top: random.double(),
      steep: (0.1 + 0.15 * random.double()) ** -2,
      height: n % 3 === 0 ? -0.7 : 1,
    }));
    return (x, y) => {
      let sum = 0;
      for (const { left, top, steep, height } of hills) {
        const near = 1 / (1 + ((x - left) ** 2 + (y - top) ** 2) * steep);
        sum += height * near * near;
      }
      return sum;
    };
  },
  radial: (aspect, random) => {
    const left = aspect * (0.35 + 0.3 * random.double());
    const top = 0.35 + 0.3 * random.double();
    const lobes = random.whole(3, 9);
    const shift = random.double() * 7;
    const depth = 0.08 + 0.12 * random.double();
    return (x, y) => {
      const [dx, dy] = [x - left, y - top];
      return Math.hypot(dx, dy) * (1 + depth * Math.cos(lobes * Math.atan2(dy, dx) + shift));
    };
  },
};

function fraction(value: number): number {
  return value - Math.floor(value);
}
