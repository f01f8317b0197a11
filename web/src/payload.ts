/* What Python hands over: names, shapes, numbers and settings. */

export interface Named {
  readonly name: string;
  readonly written: string; // as people read it
  readonly shape: readonly number[];
  readonly kind: string; // input, parameter, result, or further: a result without a name of the board
  readonly of: string; // of a cotangent: whose
}

export interface Leaf extends Named {
  readonly editable: boolean; // no label, and not part of a program's text
  readonly numbers: readonly number[];
}

export interface Training {
  readonly windows: readonly { readonly name: string; readonly start: number; readonly stop: number }[];
  readonly tables: readonly { readonly name: string; readonly by_rows: boolean }[];
  readonly rows: number;
  readonly vectors: readonly { readonly name: string; readonly numbers: readonly number[] }[];
  readonly optimizer: string;
  readonly learning_rate: number;
  readonly batch_size: number;
  readonly seed: number;
}

export interface Payload {
  readonly cost: string;
  readonly leaves: readonly Leaf[];
  readonly results: readonly Named[];
  readonly training: Training | null;
}

/* The payload of a page. */
export function readPayload(page: Document): Payload {
  return JSON.parse(page.getElementById("payload")?.textContent ?? "null") as Payload;
}

/* How many numbers an array has. */
export const countOf = (one: Named): number => one.shape.reduce((product, size) => product * size, 1);
