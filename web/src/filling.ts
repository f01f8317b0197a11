/* Filling: pictures and equations are Python's; each of their numbers has a name, by which the page fills it in. */

import { formatNumber } from "./numbers";
import type { Numbers } from "./programs";
import { type View, write } from "./view";
import type { Payload } from "./payload";

const ENTRY = /^(.*?)(?:\[[\d,]+\]| (norm|mean))?$/su;

/* Fills in every number of an element that something computes, in so many digits. */
export function filling(panel: ParentNode, payload: Payload, digits: number): View {
  const shapes = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one.shape]));
  const places = [...panel.querySelectorAll<HTMLElement | SVGElement>("[data-name]")].map((place) => {
    const read = reader(place.dataset["name"] ?? "", shapes);
    const parentheses = place.parentElement?.closest(".filled");
    return { place, read, around: parentheses?.children[1] === place ? parentheses : null, last: Number.NaN };
  });
  return ({ numbers }) => {
    for (const one of places) {
      const value = one.read(numbers);
      if (value === undefined || Object.is(value, one.last)) continue; // a constant stays, and so does what was there
      one.last = value;
      const text = formatNumber(value, digits).replaceAll("-", "−");
      if (one.place instanceof SVGElement) one.place.dataset["value"] = String(value);
      one.around?.classList.toggle("fenced", text.startsWith("−") || text.includes("e"));
      write(one.place, text);
    }
  };
}

/* What reads the number of a name: W1[0,1], or ∂L/∂W1 norm. */
export function reader(name: string, shapes: ReadonlyMap<string, readonly number[]>): (numbers: Numbers) => number | undefined {
  const [, array = "", summary] = ENTRY.exec(name) ?? [];
  const index = name.match(/\[([\d,]+)\]$/u)?.[1]?.split(",").map(Number) ?? [];
  const shape = shapes.get(array) ?? [];
  const at = index.reduce((place, one, axis) => place * (shape[axis] ?? 1) + one, 0);
  return (numbers) => {
    const whole = numbers.get(name);
    return whole ? whole[0] : read(numbers.get(array), at, summary);
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
