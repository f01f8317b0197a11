/* Resizing: an equation's matrices get as many columns as there are examples now; lines where that is too much are not shown. */

import { type Arrays, parts } from "./filling";
import { type Named, shapeFor } from "./payload";

const MOST_ENTRIES = 36; // of a matrix that is written out, as Python decides it

/* Lays every line of numbers out for so many examples: matrices anew, and what cannot be is hidden. */
export function resize(inside: ParentNode, arrays: Arrays, rows: number, drawnFor: number): void {
  for (const line of inside.querySelectorAll<HTMLElement>(".plugged")) {
    const fits = [...line.querySelectorAll("mtable")].map((table) => laid(table, arrays, rows)).every(Boolean);
    const others = [...line.querySelectorAll<HTMLElement>("[data-name]")].filter((one) => !one.closest("mtable"));
    line.hidden = !fits || (rows !== drawnFor && (isCounted(line, drawnFor) || others.some((one) => isEntryOfExamples(one, arrays))));
  }
}

/* Whether a line has the number of examples in it where no page finds it. */
const isCounted = (line: HTMLElement, rows: number): boolean =>
  [...line.querySelectorAll<HTMLElement>("mn:not([data-name])")].some((one) => one.textContent === String(rows));

function isEntryOfExamples(one: HTMLElement, arrays: Arrays): boolean {
  const { array, index } = parts(one.dataset["name"] ?? "");
  return index.length > 0 && (arrays.get(array)?.examples.length ?? 0) > 0;
}

/* Gives a matrix the rows and columns of its array; whether it is small enough to be read. */
function laid(table: Element, arrays: Arrays, rows: number): boolean {
  const first = table.querySelector<HTMLElement>("[data-name]");
  const array = arrays.get(parts(first?.dataset["name"] ?? "").array);
  if (!first || !array || array.examples.length === 0) return true;
  const [high = 0, wide = 0, ...more] = shapeFor(array, rows);
  if (more.length || high * wide > MOST_ENTRIES) return false;
  const [row, cell] = [first.closest("mtr"), first.closest("mtd")];
  if (!row || !cell) return false;
  if (table.children.length !== high || row.children.length !== wide) table.replaceChildren(...lines(array, row, cell, high, wide));
  return true;
}

function lines({ name }: Named, row: Element, cell: Element, high: number, wide: number): Element[] {
  return Array.from({ length: high }, (_, i) => {
    const line = row.cloneNode() as Element;
    for (let j = 0; j < wide; j += 1) {
      const made = cell.cloneNode(true) as Element;
      const number = made.querySelector<HTMLElement>("[data-name]");
      if (number) number.dataset["name"] = `${name}[${i},${j}]`;
      line.append(made);
    }
    return line;
  });
}
