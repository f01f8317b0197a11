/* Filling: pictures and equations are Python's; each of their numbers has a name, by which the page fills it in. */

import { formatNumber } from "./numbers";
import { type Named, shapeFor } from "./payload";
import type { Numbers } from "./programs";
import { write } from "./view";

const ROWS = "#rows"; // what the number of examples is called
const NAME = /^(.*?)(?:\[([\d,]+)\])?(?: (norm|mean))?$/su;

export type Arrays = ReadonlyMap<string, Named>;
export type Fill = (numbers: Numbers, rows: number) => void;

/* Fills in every number of an element that something computes, in so many digits. */
export function filling(inside: ParentNode, arrays: Arrays, digits: number): Fill {
  const places = [...inside.querySelectorAll<HTMLElement | SVGElement>("[data-name]")].map((place) => {
    const around = place.parentElement?.closest(".filled");
    const read = reader(place.dataset["name"] ?? "", arrays);
    return { place, read, parentheses: around?.children[1] === place ? around : null, last: Number.NaN, text: "" };
  });
  return (numbers, rows) => {
    for (const one of places) {
      const value = one.read(numbers, rows);
      if (value === undefined || Object.is(value, one.last)) continue; // a constant stays, and so does what is there
      one.last = value;
      const text = formatNumber(value, digits).replaceAll("-", "−");
      if (one.place instanceof SVGElement) one.place.dataset["value"] = String(value);
      if (text === one.text) continue;
      one.text = text;
      one.parentheses?.classList.toggle("fenced", text.startsWith("−") || text.includes("e"));
      write(one.place, text);
    }
  };
}

/* What reads the number of a name: L, W1[0,1], or ∂L/∂W1 norm. */
export function reader(name: string, arrays: Arrays): (numbers: Numbers, rows: number) => number | undefined {
  if (name === ROWS) return (_, rows) => rows;
  const { array, index, summary } = parts(name);
  const known = arrays.get(array);
  const at = (rows: number): number => {
    const shape = known ? shapeFor(known, rows) : [];
    return index.reduce((place, one, axis) => place * (shape[axis] ?? 1) + one, 0);
  };
  return (numbers, rows) => {
    const whole = numbers.get(name); // single numbers of gates are called like entries
    return whole ? whole[0] : read(numbers.get(array), at(rows), summary);
  };
}

/* The array of a name, the place of an entry in it, and whether its norm or its mean is meant. */
export function parts(name: string): { readonly array: string; readonly index: readonly number[]; readonly summary: string } {
  const [, array = "", index, summary = ""] = NAME.exec(name) ?? [];
  return { array, index: index?.split(",").map(Number) ?? [], summary };
}

function read(array: Float64Array | undefined, at: number, summary: string): number | undefined {
  if (array === undefined) return undefined;
  if (summary === "mean") return pairwiseSum(array) / array.length;
  if (summary === "norm") return norm(array);
  return array[at];
}

function norm(array: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < array.length; i += 1) sum += (array[i] ?? 0) ** 2;
  return Math.sqrt(sum);
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
