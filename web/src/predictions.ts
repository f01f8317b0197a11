/* Predictions for all examples of a state, computed once for whoever asks. */

import type { Dataset } from "./dataset";
import type { Neurons } from "./payload";
import type { Call, Numbers } from "./programs";
import type { State } from "./state";

/* The array of predictions; it is overwritten when those of another state are asked for. */
export type Predictions = (state: State) => Float64Array;

export function predictionsOf(neurons: Neurons, call: Call): Predictions {
  const name = neurons.arrays.at(-1)?.name ?? "";
  let laid: { readonly data: Dataset | null; readonly leaf: Float64Array } = { data: null, leaf: new Float64Array(0) };
  let known: { readonly leaves: Numbers | null; readonly outputs: Float64Array } = { leaves: null, outputs: new Float64Array(0) };
  return ({ leaves, data }) => {
    if (!data) return new Float64Array(0);
    if (laid.data === data && known.leaves === leaves) return known.outputs;
    if (laid.data !== data) laid = { data, leaf: leafOf(data, neurons) };
    const found = call(new Map([...leaves, [neurons.input, laid.leaf]]), data.rows)[name];
    known = { leaves, outputs: found as Float64Array };
    return known.outputs;
  };
}

/* The inputs of all examples, a column for each. */
function leafOf(data: Dataset, { input, inputs }: Neurons): Float64Array {
  const table = data.columns.get(input) ?? new Float64Array(0);
  return table.map((_, i) => table[(i % data.rows) * inputs + Math.floor(i / data.rows)] ?? 0);
}
