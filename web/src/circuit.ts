/* The circuit: Python's picture, whose numbers are filled in by name. */

import { formatNumber } from "./numbers";
import type { Numbers } from "./programs";
import { type View, write } from "./view";
import type { Payload } from "./payload";

const DIGITS = 4;
const ENTRY = /^(.*?)(?:\[(\d+)(?:,(\d+))?\]| (norm|mean))?$/su;

/* Fills every number of the pictures in an element that something computes. */
export function circuit(panel: HTMLElement, payload: Payload): View {
  const shapes = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one.shape]));
  const places = [...panel.querySelectorAll<SVGElement>("[data-name]")].map((place) => {
    const [, array = "", row, column, summary] = ENTRY.exec(place.dataset["name"] ?? "") ?? [];
    const columns = shapes.get(array)?.at(-1) ?? 1;
    const at = column === undefined ? Number(row ?? 0) : Number(row) * columns + Number(column);
    return { place, read: (numbers: Numbers) => read(numbers.get(array), at, summary) };
  });
  return ({ numbers }) => {
    for (const { place, read } of places) {
      const value = read(numbers);
      if (value === undefined) continue; // a constant, which stays
      place.dataset["value"] = String(value);
      write(place, formatNumber(value, DIGITS).replaceAll("-", "−"));
    }
  };
}

function read(array: Float64Array | undefined, at: number, summary: string | undefined): number | undefined {
  if (array === undefined) return undefined;
  if (summary === "mean") return array.reduce((sum, one) => sum + one, 0) / array.length;
  if (summary === "norm") return Math.hypot(...array);
  return array[at];
}
