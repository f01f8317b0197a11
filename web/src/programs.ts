/* The printed programs: the text that stands on the page is the text that runs. */

import type { Cost } from "./check";
import { reader } from "./filling";
import { countOf, type Named, type Payload } from "./payload";

export type Numbers = ReadonlyMap<string, Float64Array>;
type Compute = (...given: unknown[]) => Record<string, Float64Array | number>;
type RunSteps = (...given: unknown[]) => number;

interface Printed {
  places(m: number): number[];
  new_memory(numbers: number): Float64Array;
}

export interface PassesModule extends Printed {
  compute: Compute;
}

export interface TrainingModule extends Printed {
  run_steps: RunSteps;
  permutation(seed: number, epoch: number, rows: number): Int32Array;
}

/* The module whose text an element shows. */
export async function importShown<Module>(page: Document, id: string): Promise<Module> {
  const text = page.getElementById(id)?.textContent ?? "";
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return (await import(address)) as Module;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/* A printed function of arrays by name. What it returns is overwritten when it is called again. */
export type Call = (leaves: Numbers, rows: number) => Readonly<Record<string, Float64Array | number>>;

export function callOf(module: PassesModule, leaves: readonly Named[]): Call {
  let known = -1; // rows that memory was made for
  let memory: Float64Array = new Float64Array(0);
  let slots: number[] = [];
  let windows: readonly Float64Array[] = [];
  return (numbers, rows) => {
    if (rows !== known) {
      slots = module.places(rows);
      const room = slots.at(-1) ?? 0;
      const sizes = leaves.map((leaf) => countOf(leaf, rows));
      const all = module.new_memory(room + sizes.reduce((sum, size) => sum + aligned(size), 0));
      let end = room;
      windows = sizes.map((size) => all.subarray((end += aligned(size)) - aligned(size), end - aligned(size) + size));
      memory = all.subarray(0, room);
      known = rows;
    }
    const given = leaves.map((leaf, i) => argument(leaf, numbers.get(leaf.name), windows[i]));
    return module.compute(...given, memory, slots);
  };
}

const aligned = (size: number): number => Math.max(8, Math.ceil(size / 8) * 8);

/* A function from the numbers of the leaves to every number by name. */
export function passesOf(module: PassesModule, payload: Payload): (leaves: Numbers, rows: number) => Numbers {
  const call = callOf(module, payload.leaves);
  return (leaves, rows) => new Map([...leaves, ...copied(call(leaves, rows))]);
}

/* What a program returned, in arrays of its own: memory is written again. */
export function copied(found: ReturnType<Call>): Numbers {
  return new Map(Object.entries(found).map(([name, one]) => [name, Float64Array.from(typeof one === "number" ? [one] : one)]));
}

function argument(leaf: Named, numbers: Float64Array | undefined, window: Float64Array | undefined): number | Float64Array {
  if (leaf.shape.length === 0 || window === undefined) return numbers?.[0] ?? Number.NaN;
  window.set(numbers ?? []);
  return window;
}

/* A function from all numbers to these and those of single gates, whose program takes these entries of leaves. */
export function gatesOf(module: PassesModule, entries: readonly string[], payload: Payload): (numbers: Numbers) => Numbers {
  const arrays = new Map(payload.leaves.map((one) => [one.name, one]));
  const reads = entries.map((name) => [name, reader(name, arrays)] as const);
  const leaves = entries.map((name) => ({ name, written: name, shape: [], examples: [], kind: "input", of: "" }));
  const call = callOf(module, leaves);
  return (numbers) => {
    const given = new Map(reads.map(([name, read]) => [name, Float64Array.of(read(numbers, payload.rows) ?? Number.NaN)]));
    const found = Object.entries(call(given, payload.rows));
    return new Map([...numbers, ...found.map(([name, one]) => [name, Float64Array.of(Number(one))] as const)]);
  };
}

/* The cost where one number of a leaf is moved, at these leaves. */
export function costOf(module: PassesModule, payload: Payload): (leaves: Numbers, rows: number) => Cost {
  const call = callOf(module, payload.leaves);
  return (leaves, rows) => (leaf, place, by) => {
    const moved = Float64Array.from(leaves.get(leaf) ?? []);
    moved[place] = (moved[place] ?? Number.NaN) + by;
    const found = call(new Map(leaves).set(leaf, moved), rows)[payload.cost];
    return typeof found === "number" ? found : (found?.[0] ?? Number.NaN);
  };
}
