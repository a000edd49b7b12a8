const most = 2147483647;

/**
 * The random numbers of `System.Random` of .NET with a seed, which the API draws stencils by: the subtractive generator
 * of Knuth, The Art of Computer Programming, volume 2, in 32-bit integers.
 */
export class SeededRandom {
  private readonly values = new Int32Array(56);
  private next = 0;
  private nextSubtracted = 21;

  /** @param seed A whole number from 0 to 2,147,483,647. */
  constructor(seed: number) {
    const { values } = this;
    let last = 161803398 - seed;
    let current = 1;
    values[55] = last;
    for (let i = 1, at = 0; i < 55; i++) {
      at = (at + 21) % 55;
      values[at] = current;
      current = positive(last - current);
      last = values[at]!;
    }
    for (let round = 1; round < 5; round++)
      for (let i = 1; i < 56; i++) values[i] = positive((values[i]! - values[1 + ((i + 30) % 55)]!) | 0);
  }

  /** From 0 to below 1. */
  double(): number {
    return this.sample() / most;
  }

  /** A whole number from `from` to below `to`. */
  whole(from: number, to: number): number {
    return Math.floor(this.double() * (to - from)) + from;
  }

  private sample(): number {
    const { values } = this;
    this.next = (this.next % 55) + 1;
    this.nextSubtracted = (this.nextSubtracted % 55) + 1;
    let value = (values[this.next]! - values[this.nextSubtracted]!) | 0;
    if (value === most) value--;
    return (values[this.next] = positive(value));
  }
}

function positive(value: number): number {
  return value < 0 ? (value + most) | 0 : value;
}
