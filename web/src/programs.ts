/* The printed programs: the text that stands on the page is the text that runs. */

import { countOf, type Leaf, type Payload } from "./payload";

export type Numbers = ReadonlyMap<string, Float64Array>;
type Compute = (...given: unknown[]) => Record<string, Float64Array | number>;
type RunSteps = (...given: unknown[]) => number;

interface Printed {
  places(m: number): number[];
  new_memory(numbers: number): Float64Array;
}

interface PassesModule extends Printed {
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

/* A function from the numbers of the leaves to every number by name. */
export function passesOf(module: PassesModule, payload: Payload): (leaves: Numbers) => Numbers {
  const slots = module.places(1);
  const room = slots.at(-1) ?? 0;
  const sizes = payload.leaves.map((leaf) => Math.max(8, countOf(leaf)));
  const all = module.new_memory(room + sizes.reduce((sum, size) => sum + size, 0));
  const windows: Float64Array[] = [];
  let end = room;
  payload.leaves.forEach((leaf, i) => {
    windows.push(all.subarray(end, end + countOf(leaf)));
    end += sizes[i] ?? 0;
  });
  return (leaves) => {
    const given = payload.leaves.map((leaf, i) => argument(leaf, leaves, windows[i]));
    const found = module.compute(...given, all.subarray(0, room), slots);
    const own = Object.entries(found).map(([name, one]) => [name, Float64Array.from(typeof one === "number" ? [one] : one)] as const);
    return new Map([...leaves, ...own]); // copies: memory is written again
  };
}

function argument(leaf: Leaf, leaves: Numbers, window: Float64Array | undefined): number | Float64Array {
  const numbers = leaves.get(leaf.name) ?? new Float64Array(0);
  if (leaf.shape.length === 0 || window === undefined) return numbers[0] ?? Number.NaN;
  window.set(numbers);
  return window;
}
