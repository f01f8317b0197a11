/* The check: each gradient against central differences of the cost, which the printed program computes here.

The rules are those of Python's check (readers/check): relative error |a − d| / max(|a|, |d|), several steps, corners. */

import type { Numbers } from "./programs";

/* The cost where one number of a leaf is moved. */
export type Cost = (leaf: string, place: number, by: number) => number;

export interface Rules {
  readonly tolerance: number; // of the relative error of an entry that is right
  readonly steps: readonly number[]; // the first is the best one for most costs
  readonly bend: number; // slopes to the left and to the right that differ by more belong to a corner
  readonly most: number; // entries of a gradient, evenly spread
}

export interface Entry {
  readonly place: number;
  readonly analytic: number;
  readonly difference: number;
  readonly error: number;
  readonly verdict: "right" | "wrong" | "not judged";
}

const EPSILON = 2 ** -52;

/* Checks one entry after another, so that whoever asks may rest between two. */
export function* checked(cost: Cost, here: number, leaf: string, numbers: Numbers, slope: string, rules: Rules): Generator<Entry> {
  const gradient = numbers.get(slope) ?? new Float64Array(0);
  const values = numbers.get(leaf) ?? new Float64Array(0);
  for (const place of spread(gradient.length, rules.most)) {
    yield entry(cost, here, leaf, place, values[place] ?? 0, gradient[place] ?? Number.NaN, rules);
  }
}

function entry(cost: Cost, here: number, leaf: string, place: number, x: number, analytic: number, rules: Rules): Entry {
  const at = (step: number): Compared => compared(cost, here, leaf, place, x, analytic, step, rules);
  const [first = 1e-5, ...others] = rules.steps;
  const best = at(first);
  const agrees = best.error <= rules.tolerance && !best.hidden;
  const tried = agrees && !best.bent ? [best] : [best, ...others.map(at)];
  const found = tried.reduce((one, other) => (worth(other) < worth(one) ? other : one));
  const near = tried.at(-1) ?? best;
  const isCorner = best.bent && near.bend > best.bend / 2 && near.bend > 4 * near.rounding; // a bend of smooth costs falls with ε
  const isRight = found.error <= rules.tolerance;
  const verdict = found.hidden || isCorner ? "not judged" : isRight ? "right" : "wrong";
  return { place, analytic, difference: found.difference, error: found.error, verdict };
}

interface Compared {
  readonly difference: number;
  readonly error: number; // relative
  readonly bend: number; // by how much the slopes to the left and to the right differ
  readonly bent: boolean; // more than rounding does
  readonly rounding: number; // about how far rounding alone moves a difference
  readonly hidden: boolean; // it shows rounding only
}

const worth = (one: Compared): number => (one.hidden ? Infinity : one.error);

function compared(cost: Cost, here: number, leaf: string, place: number, x: number, analytic: number, part: number, rules: Rules): Compared {
  const step = x + part * Math.max(Math.abs(x), 1) - x; // the step that is really taken
  const [below, above] = [cost(leaf, place, -step), cost(leaf, place, step)];
  const [left, right] = [(here - below) / step, (above - here) / step];
  const difference = (left + right) / 2;
  const rounding = (8 * EPSILON * Math.max(Math.abs(here), Math.abs(below), Math.abs(above))) / step;
  const size = Math.max(Math.abs(analytic), Math.abs(difference));
  const error = Math.abs(analytic - difference) / Math.max(size, rounding / rules.tolerance, Number.MIN_VALUE);
  const bend = Math.abs(right - left);
  const bent = bend > rules.bend * Math.max(Math.abs(left), Math.abs(right)) + 4 * rounding;
  const hidden = !Number.isFinite(difference) || (analytic !== difference && size <= rounding);
  return { difference, error: Number.isFinite(error) ? error : Infinity, bend, bent, rounding, hidden };
}

/* So many places at most, evenly spread. */
function spread(count: number, most: number): readonly number[] {
  const kept = Math.min(count, most);
  return [...new Set(Array.from({ length: kept }, (_, i) => Math.floor(kept > 1 ? (i * (count - 1)) / (kept - 1) : 0)))];
}
