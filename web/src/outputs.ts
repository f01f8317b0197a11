/* What a network predicts and what it should: classes, or numbers. */

import type { Neurons } from "./payload";
import { type Colours, HUES } from "./scale";

/* What an example's target is: the place of its class, or a number. */
export function targetOf({ answers }: Neurons, row: Float64Array): number {
  return answers === "columns" ? largest(row) : (row[0] ?? Number.NaN);
}

/* Whether one number tells on which side of a line something lies: two classes, or numbers. */
export const hasTwoSides = ({ answers, classes }: Neurons): boolean => answers === "numbers" || classes.length === 2;

/* The number that is above zero on the side of the second class, or the predicted number itself. */
export function sideOf({ answers }: Neurons, outputs: Float64Array, points: number): Float64Array {
  if (answers === "numbers") return outputs.subarray(0, points);
  const one = outputs.length === points;
  return Float64Array.from({ length: points }, (_, i) =>
    one ? (outputs[i] ?? 0) - 0.5 : (outputs[points + i] ?? 0) - (outputs[i] ?? 0),
  );
}

/* The class of an example's prediction. */
export function classOf(outputs: Float64Array, points: number, i: number): number {
  const count = outputs.length / points;
  if (count === 1) return (outputs[i] ?? 0) > 0.5 ? 1 : 0;
  return largest(Float64Array.from({ length: count }, (_, k) => outputs[k * points + i] ?? 0));
}

/* The colour of a target. */
export function colourOf(neurons: Neurons, target: number, colours: Colours): string {
  if (neurons.answers === "numbers") return target > 0 ? colours.plus : colours.minus;
  if (neurons.classes.length === 2) return target === 1 ? colours.plus : colours.minus;
  return HUES[target % HUES.length] ?? colours.ink;
}

/* The numbers of a target that says this class. */
export function rowOf({ answers, targets }: Neurons, target: number): readonly number[] {
  return answers === "columns" ? Array.from({ length: targets }, (_, k) => (k === target ? 1 : 0)) : [target];
}

const largest = (row: Float64Array): number => row.reduce((best, one, k) => (one > (row[best] ?? 0) ? k : best), 0);
