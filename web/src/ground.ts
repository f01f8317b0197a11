/* Ground: the cost over two entries of theta, computed a little at a time, around the path of a run. */

import type { Call, Numbers } from "./programs";

export const ACROSS = 31; // points along each axis
const BUDGET = 8; // milliseconds of work between two frames
const MARGIN = 0.6; // of the path's extent, on each side
const LEAST = 1; // of what is shown, to each side of the start

/* An entry of a parameter. */
export interface Entry {
  readonly name: string;
  readonly place: number;
  readonly written: string;
}

export interface Ground {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly costs: Float64Array; // row after row, the first at the least y
}

/* Leaves with another number in each of two entries. */
export function moved(leaves: Numbers, entries: readonly Entry[], to: readonly number[]): Numbers {
  const found = new Map(leaves);
  entries.forEach(({ name, place }, i) => {
    const numbers = Float64Array.from(found.get(name) ?? []);
    numbers[place] = to[i] ?? Number.NaN;
    found.set(name, numbers);
  });
  return found;
}

/* Points along an axis that has the start in it, and all of a path. */
export function axisAround(numbers: readonly number[]): Float64Array {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const room = Math.max(MARGIN * (high - low), LEAST);
  return Float64Array.from({ length: ACROSS }, (_, i) => low - room + ((high - low + 2 * room) * i) / (ACROSS - 1));
}

/* The cost at every point, a row at a time. */
export function* surveyed(cost: Call, name: string, rows: number, leaves: Numbers, entries: readonly Entry[], x: Float64Array, y: Float64Array): Generator<void, Ground> {
  const costs = new Float64Array(x.length * y.length);
  for (let j = 0; j < y.length; j += 1) {
    for (let i = 0; i < x.length; i += 1) {
      costs[j * x.length + i] = costAt(cost, name, rows, moved(leaves, entries, [x[i] ?? 0, y[j] ?? 0]));
      if (i % 8 === 7) yield;
    }
  }
  return { x, y, costs };
}

/* The cost at some leaves. */
export function costAt(cost: Call, name: string, rows: number, leaves: Numbers): number {
  const found = cost(leaves, rows)[name];
  return typeof found === "number" ? found : (found?.[0] ?? Number.NaN);
}

/* Work that gives way to whatever else a page does; the last one begun is the one that ends. */
export class Work {
  private job = 0;

  stop(): void {
    clearTimeout(this.job);
  }

  begin<Result>(steps: Generator<void, Result>, done: (result: Result) => void): void {
    this.stop();
    const go = (): void => {
      const end = performance.now() + BUDGET;
      for (;;) {
        const next = steps.next();
        if (next.done) return done(next.value);
        if (performance.now() > end) break;
      }
      this.job = window.setTimeout(go, 0);
    };
    this.job = window.setTimeout(go, 0);
  }
}

/* Levels between which costs are told apart: equal steps of their logarithm above the least. */
export function levelsOf(costs: Float64Array, count = 10): number[] {
  const finite = costs.filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (!(high > low)) return [];
  const first = (high - low) * 1e-3;
  return Array.from({ length: count }, (_, i) => low + first * (high - low === 0 ? 1 : ((high - low) / first) ** ((i + 1) / (count + 1))));
}
