/* What Python hands over: names, shapes, numbers and settings. */

import type { Rules } from "./check";
import type { Slips } from "./predict";

export interface Named {
  readonly name: string;
  readonly written: string; // as people read it
  readonly shape: readonly number[]; // as Python made the page
  readonly examples: readonly number[]; // the axes along which examples lie, whose number changes
  readonly kind: string; // input, parameter, result, or further: a result without a name on the board
  readonly of: string; // of a cotangent: whose
}

export interface Leaf extends Named {
  readonly editable: boolean; // no label, and not part of a program's text
  readonly numbers: readonly number[];
}

/* A leaf whose examples are rows of a table: so many numbers each, and whether they lie one after the other in it. */
export interface Table {
  readonly name: string;
  readonly width: number;
  readonly by_rows: boolean;
}

/* An update rule: its usual rate, and the vectors that its program works on. */
export interface Rule {
  readonly optimizer: string;
  readonly label: string;
  readonly learning_rate: number;
  readonly vectors: readonly { readonly name: string; readonly numbers: readonly number[] }[];
}

/* A rule whose program is told by the page's own one: texts, and stretches of its lines. */
export interface OtherRule extends Rule {
  readonly told: readonly (string | readonly [number, number])[];
}

export interface Training extends Rule {
  readonly others: readonly OtherRule[];
  readonly schedule: string;
  readonly windows: readonly { readonly name: string; readonly start: number; readonly stop: number }[];
  readonly tables: readonly Table[];
  readonly batch_size: number;
  readonly seed: number;
}

/* A text in another form, with a hole ⟦X⟧ for the numbers of each leaf. */
export interface Export {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/* What every neuron sums, and what is predicted: the arrays of a program. */
export interface Neurons {
  readonly leaves: readonly string[]; // in the order of the program
  readonly input: string;
  readonly inputs: number;
  readonly arrays: readonly { readonly name: string; readonly written: string; readonly units: number }[]; // the prediction last
  readonly target: string;
  readonly targets: number; // numbers in one
  readonly answers: "labels" | "half" | "columns" | "numbers";
  readonly classes: readonly string[];
}

/* Sample sets without noise, and the noise that all of them share: x + noise · spread, or y, where targets move. */
export interface Samples {
  readonly spread: readonly number[];
  readonly sets: readonly SampleSet[];
}

export interface SampleSet {
  readonly name: string;
  readonly said: string;
  readonly noise: number; // that it begins with
  readonly moves: "rows" | "targets";
  readonly rows: readonly number[];
  readonly targets: readonly number[];
}

export interface Payload {
  readonly title: string;
  readonly model: unknown; // what Python needs to make it again
  readonly optimizers?: Readonly<Record<string, object>>; // by name, as Python describes them
  readonly schedules?: Readonly<Record<string, readonly unknown[]>>; // the settings of each
  readonly exports: readonly Export[];
  readonly cost: string;
  readonly rows: number; // examples
  readonly leaves: readonly Leaf[];
  readonly results: readonly Named[];
  readonly gates: readonly string[] | null; // the entries that the program of the gates takes, one by one
  readonly slips: Slips; // of each gradient: sentences by the keys of the program of slips
  readonly check: Rules;
  readonly training: Training | null;
  readonly neurons: Neurons | null;
  readonly samples: Samples | null;
  readonly landscape: readonly string[] | null; // the leaves of the cost's program
}

/* The payload of a page. */
export function readPayload(page: Document): Payload {
  const unpack = (key: string, value: unknown): unknown => (key === "numbers" ? numbersOf(value as Packed) : value);
  return JSON.parse(page.getElementById("payload")?.textContent ?? "null", unpack) as Payload;
}

type Packed = readonly number[] | { readonly zeros: number } | { readonly single: string };

/* Numbers as they are; many zeros are told by their count, many numbers of single precision by their bits. */
function numbersOf(packed: Packed): readonly number[] {
  if ("zeros" in packed) return Array.from({ length: packed.zeros }, () => 0);
  if ("single" in packed) return [...new Float32Array(Uint8Array.from(atob(packed.single), (one) => one.charCodeAt(0)).buffer)];
  return packed;
}

/* The shape of an array for so many examples. */
export const shapeFor = (one: Named, rows: number): readonly number[] =>
  one.shape.map((size, axis) => (one.examples.includes(axis) ? rows : size));

/* How many numbers an array has for so many examples. */
export const countOf = (one: Named, rows: number): number => shapeFor(one, rows).reduce((product, size) => product * size, 1);
