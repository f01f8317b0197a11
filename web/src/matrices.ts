/* Matrices as tables: each number with a colour for its sign and size; those of leaves can be changed in place. */

import { formatNumber } from "./numbers";
import type { Panels } from "./panels";
import { type Named, type Payload, shapeFor } from "./payload";
import { type View, element, write } from "./view";

const MOST_ROWS = 16;
const MOST_COLUMNS = 8; // more would hide what the table is about

type Edit = (name: string, place: number, value: number) => void;

interface Cell {
  readonly place: number;
  readonly shown: HTMLElement;
  readonly input: HTMLInputElement | null;
  tint: string; // that it has
}

/* The arrays of each panel with tables: data, parameters and what is on the way, each beside its cotangent. */
export function groups(payload: Payload): ReadonlyMap<string, readonly Named[]> {
  return new Map<string, readonly Named[]>([
    ["parameters", parameters(payload)],
    ["data", payload.leaves.filter((one) => one.kind !== "parameter")],
    ["between", payload.results.filter((one) => !one.of && one.kind === "result")],
  ]);
}

/* The tables of a panel, each of which is a part of it. */
export function matrices(panel: HTMLElement, panels: Panels, all: readonly Named[], payload: Payload, edit: Edit): void {
  const page = panel.ownerDocument;
  const cotangents = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one]));
  if (all.length === 0) panel.setAttribute("hidden", "");
  for (const one of all) {
    const editable = "editable" in one && one.editable === true;
    const keys = { tabindex: "0", role: "group", "aria-label": one.written }; // lead to it, and light it up
    const reached: Readonly<Record<string, string>> = editable ? {} : keys;
    const card = element(page, "div", { class: "card", "data-part": one.name, ...reached });
    const made = [table(page, card, one, "value", editable ? edit : null)];
    const cotangent = cotangents.get(one.name);
    if (cotangent) made.push(table(page, card, cotangent, "slope", null));
    panel.querySelector(".cards")?.append(card);
    panels.part(card, ...made);
  }
}

/* The parameters, as theta has them one after the other. */
function parameters(payload: Payload): readonly Named[] {
  const order = payload.training?.windows.map((one) => one.name) ?? [];
  const found = payload.leaves.filter((one) => one.kind === "parameter");
  return found.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

function table(page: Document, card: HTMLElement, one: Named, css: string, edit: Edit | null): View {
  const made = element(page, "table", { class: `matrix ${css}`, "data-array": one.name });
  card.append(made);
  let cells: readonly Cell[] = [];
  let known = -1; // examples that it has cells for
  return ({ numbers, state }) => {
    if (known !== state.rows) cells = laidOut(page, made, one, shapeFor(one, state.rows), edit);
    known = state.rows;
    fill(cells, numbers.get(one.name) ?? new Float64Array(0));
  };
}

/* The cells of a table of this shape, which take the place of those it had. */
function laidOut(page: Document, made: HTMLElement, one: Named, shape: readonly number[], edit: Edit | null): readonly Cell[] {
  const [rows, columns] = twoSizes(shape);
  const cells: Cell[] = [];
  const body = element(page, "tbody");
  for (let i = 0; i < Math.min(rows, MOST_ROWS); i += 1) {
    const row = element(page, "tr");
    for (let j = 0; j < Math.min(columns, MOST_COLUMNS); j += 1) row.append(cell(page, one, i * columns + j, edit, cells, [i, j]));
    body.append(row);
  }
  const size = shape.length ? ` ${shape.join(" × ")}` : "";
  const caption = element(page, "caption", {}, element(page, "b", {}, one.written), element(page, "span", {}, size));
  if (rows > MOST_ROWS || columns > MOST_COLUMNS) caption.append(element(page, "span", {}, ", its first entries"));
  made.replaceChildren(caption, body);
  return cells;
}

function cell(page: Document, one: Named, place: number, edit: Edit | null, cells: Cell[], at: readonly number[]): HTMLElement {
  const label = `${one.written}${one.shape.length ? `, row ${(at[0] ?? 0) + 1}, column ${(at[1] ?? 0) + 1}` : ""}`;
  if (!edit) {
    const shown = element(page, "td", { "data-entry": one.shape.length ? `${one.name}[${at.slice(-one.shape.length).join(",")}]` : one.name });
    cells.push({ place, shown, input: null, tint: "" });
    return shown;
  }
  const input = element(page, "input", { "aria-label": label, inputmode: "decimal", size: "7", autocomplete: "off" }) as HTMLInputElement;
  input.addEventListener("change", () => {
    const value = Number(input.value.trim().replaceAll("−", "-"));
    const fits = input.value.trim() !== "" && Number.isFinite(value);
    input.setAttribute("aria-invalid", String(!fits));
    if (fits) edit(one.name, place, value);
  });
  const shown = element(page, "td", { class: "editable" }, input);
  cells.push({ place, shown, input, tint: "" });
  return shown;
}

function fill(cells: readonly Cell[], numbers: Float64Array): void {
  let largest = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    const size = Math.abs(numbers[i] ?? 0);
    if (size > largest && size < Infinity) largest = size;
  }
  for (const cell of cells) {
    const { place, shown, input } = cell;
    const value = numbers[place] ?? Number.NaN;
    const text = formatNumber(value).replaceAll("-", "−");
    if (input) {
      input.removeAttribute("aria-invalid");
      if (input.value !== text) input.value = text;
    } else write(shown, text);
    const share = largest ? Math.abs(value) / largest : 0;
    tint(cell, `${Math.round(share * 100)}%`, value < 0 ? "minus" : "plus");
  }
}

/* The colour of a cell, written only where it is another one. */
function tint(cell: Cell, share: string, sign: string): void {
  if (cell.tint === sign + share) return;
  cell.tint = sign + share;
  cell.shown.style.setProperty("--share", share);
  cell.shown.dataset["sign"] = sign;
}

function twoSizes(shape: readonly number[]): [number, number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}
