/* The circuit in its zooms: Python's pictures, filled in, and the walk through the one that is shown. */

import { type Arrays, type Fill, filling } from "./filling";
import type { Numbers } from "./programs";
import type { View } from "./view";
import { type Turn, Walk } from "./walk";

const DIGITS = 6;
const DIGITS_OF_PICTURES = 4;
const GATES = "gates";

export type Extend = (numbers: Numbers) => Numbers; // with the numbers of single gates

/* The walk through each zoom; that of operations where a zoom has none of its own. */
export function walksOf(page: Document): ReadonlyMap<string, Walk> {
  const found = [...page.querySelectorAll<HTMLElement>("[data-walk]")].map((one) => [one.dataset["walk"] ?? "", new Walk(one)] as const);
  const first = found[0]?.[1];
  const zooms = [...page.querySelectorAll<HTMLInputElement>('input[name="zoom"]')].map((one) => one.value);
  const all = new Map(found);
  for (const zoom of zooms) if (first && !all.has(zoom)) all.set(zoom, first);
  return all;
}

export function circuit(panel: HTMLElement, arrays: Arrays, walks: ReadonlyMap<string, Walk>, extend: Extend, rows: number): View {
  const boxes = [...panel.querySelectorAll<HTMLElement>('[data-choice="zoom"]')].map((box) => {
    const picture = box.querySelector("svg");
    return { box, zoom: box.dataset["option"] ?? "", picture, fill: picture ? filling(picture, arrays, DIGITS_OF_PICTURES) : null };
  });
  const fills = new Map<HTMLElement, Fill>();
  const filled = (item: HTMLElement): Fill => {
    const fill = fills.get(item) ?? filling(item, arrays, DIGITS);
    fills.set(item, fill);
    return fill;
  };
  const lit = new Map<SVGElement, Turn | undefined>();
  return ({ numbers, state, looking }) => {
    panel.classList.toggle("resized", state.rows !== rows); // it was drawn for so many
    panel.classList.toggle("walking", looking.place !== null);
    for (const { box, zoom, picture, fill } of boxes) {
      if (box.hidden) continue;
      const all = zoom === GATES ? extend(numbers) : numbers;
      fill?.(all, state.rows);
      const walk = walks.get(zoom);
      if (!walk || !picture) continue;
      const turn = looking.place === null ? undefined : walk.turns[looking.place - 1];
      if (turn) filled(turn.item)(all, state.rows);
      if (lit.get(picture) === turn) continue;
      lit.set(picture, turn);
      for (const { item } of walk.turns) item.hidden = item !== turn?.item;
      light(picture, turn?.gate, turn?.phase ?? "");
    }
  };
}

/* Lights up the gate whose turn it is, and brings it into sight. */
function light(picture: SVGElement, gate: string | undefined, phase: string): void {
  for (const one of picture.querySelectorAll(".turn")) one.classList.remove("turn");
  picture.dataset["phase"] = phase;
  const part = gate ? picture.querySelector<SVGGraphicsElement>(`[data-part="${CSS.escape(gate)}"]`) : null;
  if (!part) return;
  part.classList.add("turn");
  const box = picture.parentElement;
  if (!box) return;
  const [own, around] = [part.getBoundingClientRect(), box.getBoundingClientRect()];
  if (own.left < around.left || own.right > around.right) box.scrollLeft += own.left - around.left - around.width / 3;
}
