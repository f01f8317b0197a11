/* The examples of a page: rows of a table, some of them held out, and the leaves that the others make. */

import type { Leaf, Table } from "./payload";
import type { Numbers } from "./programs";

const STREAM = 0x5b117; // keeps the order of a split apart from those of epochs, as data/split.py does

export type Permutation = (seed: number, epoch: number, rows: number) => Int32Array;

export interface Dataset {
  readonly said: string; // where the rows come from
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Float64Array>; // by the name of a leaf: its rows, one after the other
  readonly learned: Int32Array; // the rows that training sees, in this order
  readonly heldOut: Int32Array;
}

/* The examples that Python handed over, all of them learned from. */
export function datasetOf(tables: readonly Table[], leaves: readonly Leaf[], rows: number): Dataset {
  const columns = new Map<string, Float64Array>();
  for (const table of tables) {
    const numbers = Float64Array.from(leaves.find((leaf) => leaf.name === table.name)?.numbers ?? []);
    columns.set(table.name, table.by_rows ? numbers : turned(numbers, table.width, rows));
  }
  return whole("the rows of Python", columns, rows);
}

/* A data set of which nothing is held out. */
export function whole(said: string, columns: ReadonlyMap<string, Float64Array>, rows: number): Dataset {
  return { said, columns, rows, learned: Int32Array.from({ length: rows }, (_, i) => i), heldOut: new Int32Array(0) };
}

/* The same examples, a share of them held out: those that `split_rows` holds out in Python, without strata. */
export function split(data: Dataset, share: number, seed: number, permutation: Permutation): Dataset {
  const { rows } = data;
  if (share === 0 || rows < 2) return whole(data.said, data.columns, rows);
  const order = permutation(seed, STREAM, rows);
  const count = Math.min(Math.max(roundToEven(share * rows), 1), rows - 1);
  return { ...data, heldOut: order.slice(0, count), learned: order.slice(count) };
}

/* The leaves that some rows make. */
export function leavesOf(data: Dataset, tables: readonly Table[], rows: Int32Array): Map<string, Float64Array> {
  return new Map(
    tables.map(({ name, width, by_rows }) => {
      const picked = pick(data.columns.get(name), width, rows);
      return [name, by_rows ? picked : turned(picked, rows.length, width)];
    }),
  );
}

/* The tables that training gathers batches from. */
export const learnedTables = (data: Dataset, tables: readonly Table[]): readonly Float64Array[] =>
  tables.map(({ name, width }) => pick(data.columns.get(name), width, data.learned));

/* The same examples with another number in one of the leaves that the learned rows make. */
export function withEntry(data: Dataset, table: Table, place: number, value: number): Dataset {
  const { name, width, by_rows } = table;
  const count = data.learned.length;
  const [row, column] = by_rows ? [Math.floor(place / width), place % width] : [place % count, Math.floor(place / count)];
  const numbers = Float64Array.from(data.columns.get(name) ?? []);
  numbers[(data.learned[row] ?? 0) * width + column] = value;
  return { ...data, columns: new Map(data.columns).set(name, numbers) };
}

/* One more example, which is learned from. */
export function withRow(data: Dataset, row: ReadonlyMap<string, readonly number[]>): Dataset {
  const columns = new Map([...data.columns].map(([name, one]) => [name, Float64Array.of(...one, ...(row.get(name) ?? []))]));
  return { ...data, columns, rows: data.rows + 1, learned: Int32Array.of(...data.learned, data.rows) };
}

/* Without one of the examples; the last of those that are learned from stays. */
export function withoutRow(data: Dataset, row: number): Dataset {
  if (data.learned.length === 1 && data.learned[0] === row) return data;
  const columns = new Map(
    [...data.columns].map(([name, one]) => {
      const width = one.length / data.rows;
      return [name, one.filter((_, i) => Math.floor(i / width) !== row)];
    }),
  );
  const left = (rows: Int32Array): Int32Array => rows.filter((one) => one !== row).map((one) => (one > row ? one - 1 : one));
  return { ...data, columns, rows: data.rows - 1, learned: left(data.learned), heldOut: left(data.heldOut) };
}

function pick(numbers: Float64Array | undefined, width: number, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, i) => picked.set(numbers?.subarray(row * width, (row + 1) * width) ?? [], i * width));
  return picked;
}

/* A matrix of so many rows and columns, turned. */
function turned(numbers: Float64Array, rows: number, columns: number): Float64Array {
  return numbers.map((_, i) => numbers[(i % rows) * columns + Math.floor(i / rows)] ?? Number.NaN);
}

/* As Python rounds. */
function roundToEven(number: number): number {
  const below = Math.floor(number);
  if (number - below !== 0.5) return Math.round(number);
  return below % 2 === 0 ? below : below + 1;
}

/* The numbers of a page's leaves: those of its data exchanged. */
export const withData = (leaves: Numbers, data: Dataset, tables: readonly Table[]): Numbers =>
  new Map([...leaves, ...leavesOf(data, tables, data.learned)]);
