/* Rows that somebody pasted or dropped: inputs and, as the last column, the target. */

import { rowOf } from "./outputs";
import type { Neurons } from "./payload";

const MOST_ROWS = 5000; // more would make every step wait

export interface Read {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly rows: number;
  readonly said: string; // of what classes are called
}

/* The rows of a text, or what is wrong with it. */
export function readCsv(text: string, neurons: Neurons): Read | string {
  const lines = text.split(/\r?\n/u).map((line) => line.trim()).filter(Boolean).map(cellsOf);
  const first = lines[0];
  if (first && first.slice(0, -1).some((cell) => !isNumber(cell))) lines.shift(); // a head
  if (!lines.length) return "there are no rows; paste one line for each example, its target last";
  if (lines.length > MOST_ROWS) return `${lines.length} rows are more than a page takes; paste up to ${MOST_ROWS}`;
  const needed = neurons.inputs + 1;
  const inputs: number[] = [];
  for (const [i, cells] of lines.entries()) {
    if (cells.length !== needed) return `row ${i + 1} has ${cells.length} columns; ${needed} are needed: ${neurons.inputs} inputs and the target`;
    const wrong = cells.slice(0, -1).find((cell) => !isNumber(cell));
    if (wrong !== undefined) return `row ${i + 1} has ${wrong || "nothing"} where an input is to be; write a number`;
    inputs.push(...cells.slice(0, -1).map(Number));
  }
  const targets = targetsOf(lines.map((cells) => cells.at(-1) ?? ""), neurons);
  if (typeof targets === "string") return targets;
  const columns = new Map([[neurons.input, Float64Array.from(inputs)], [neurons.target, Float64Array.from(targets.numbers)]]);
  return { columns, rows: lines.length, said: targets.said };
}

function targetsOf(texts: readonly string[], neurons: Neurons): { numbers: number[]; said: string } | string {
  if (neurons.answers === "numbers") {
    if (neurons.targets !== 1) return `a row has ${neurons.targets} targets here, and a table one; change the cells instead`;
    const wrong = texts.findIndex((one) => !isNumber(one));
    return wrong < 0 ? { numbers: texts.map(Number), said: "" } : `row ${wrong + 1} has ${texts[wrong] || "no target"}; write a number`;
  }
  const { classes } = neurons;
  const known = texts.every((one) => classes.includes(one));
  const names = known ? classes : [...new Set(texts)].sort();
  if (names.length > classes.length) return `there are ${names.length} classes, and the model tells ${classes.length} apart; leave some out`;
  const said = known ? "" : names.map((name, k) => `${name} is class ${classes[k]}`).join(", ");
  return { numbers: texts.flatMap((one) => rowOf(neurons, names.indexOf(one))), said };
}

const cellsOf = (line: string): string[] => {
  const mark = [";", "\t", ","].find((one) => line.includes(one));
  return (mark ? line.split(mark) : line.split(/\s+/u)).map((cell) => cell.trim().replace(/^"(.*)"$/u, "$1"));
};

const isNumber = (cell: string): boolean => cell !== "" && Number.isFinite(Number(cell));
