/* The circuit: Python's picture, whose numbers are filled in by name. */

import { formatNumber } from "./numbers";
import type { Numbers } from "./programs";
import { type View, write } from "./view";
import { type Payload, shapeFor } from "./payload";

const DIGITS = 4;
const ENTRY = /^(.*?)(?:\[(\d+)(?:,(\d+))?\]| (norm|mean))?$/su;

/* Fills every number of the pictures in an element that something computes. */
export function circuit(panel: HTMLElement, payload: Payload): View {
  const arrays = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one]));
  const places = [...panel.querySelectorAll<SVGElement>("[data-name]")].map((place) => {
    const [, array = "", row, column, summary] = ENTRY.exec(place.dataset["name"] ?? "") ?? [];
    const known = arrays.get(array);
    const at = (rows: number): number => {
      const columns = known ? (shapeFor(known, rows).at(-1) ?? 1) : 1;
      return column === undefined ? Number(row ?? 0) : Number(row) * columns + Number(column);
    };
    return { place, read: (numbers: Numbers, rows: number) => read(numbers.get(array), at(rows), summary) };
  });
  return ({ numbers, state }) => {
    for (const { place, read } of places) {
      const value = read(numbers, state.rows);
      if (value === undefined) continue; // a constant, which stays
      place.dataset["value"] = String(value);
      write(place, formatNumber(value, DIGITS).replaceAll("-", "−"));
    }
  };
}

function read(array: Float64Array | undefined, at: number, summary: string | undefined): number | undefined {
  if (array === undefined) return undefined;
  if (summary === "mean") return pairwiseSum(array) / array.length;
  if (summary === "norm") return Math.hypot(...array);
  return array[at];
}

/* The sum as NumPy adds: eight at a time, and halves of what is long, so that a mean is rounded alike. */
function pairwiseSum(array: Float64Array): number {
  if (array.length > 128) {
    const half = Math.floor(array.length / 2);
    const middle = half - (half % 8);
    return pairwiseSum(array.subarray(0, middle)) + pairwiseSum(array.subarray(middle));
  }
  const eights = array.length < 8 ? 0 : array.length - (array.length % 8);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = Array.from({ length: 8 }, (_, lane) => {
    let sum = 0;
    for (let i = lane; i < eights; i += 8) sum += array[i] ?? 0;
    return sum;
  });
  return array.subarray(eights).reduce((sum, one) => sum + one, a + b + (c + d) + (e + f + (g + h)));
}
