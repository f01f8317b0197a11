/* A grid over two inputs around the examples, as movement/inputs_plane.py lays it. */

const MARGIN = 0.15; // of the examples' extent, on each side
const MOST_POINTS = 41; // along an axis
const FEWEST_POINTS = 21;
const MOST_CELLS = 30_000; // of all surfaces together, so that a frame has room for them

/* How many points an axis has for so many surfaces. */
export const pointsFor = (surfaces: number): number =>
  Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(Math.sqrt(MOST_CELLS / surfaces))));

export interface Grid {
  readonly x: Float64Array; // along each axis
  readonly y: Float64Array;
}

/* The grid around two columns of a table with rows of so many numbers. */
export function gridAround(table: Float64Array, width: number, columns: readonly [number, number], points: number): Grid {
  const [x, y] = columns.map((column) => around(table.filter((_, i) => i % width === column), points));
  return { x: x ?? new Float64Array(points), y: y ?? new Float64Array(points) };
}

/* Numbers at equal distances around some others. */
function around(numbers: Float64Array, points: number): Float64Array {
  const low = numbers.reduce((least, one) => Math.min(least, one), Infinity);
  const high = numbers.reduce((most, one) => Math.max(most, one), -Infinity);
  const room = MARGIN * (high - low) || 1;
  return between(low - room, high + room, points);
}

function between(start: number, stop: number, points: number): Float64Array {
  const step = (stop - start) / (points - 1);
  return Float64Array.from({ length: points }, (_, i) => (i === points - 1 ? stop : i * step + start));
}

/* A leaf with a column for each point of a grid, x running fastest; what does not vary is that of a row. */
export function leafOver({ x, y }: Grid, row: Float64Array, columns: readonly [number, number]): Float64Array {
  const count = x.length * y.length;
  const leaf = new Float64Array(row.length * count);
  row.forEach((one, i) => leaf.fill(one, i * count, (i + 1) * count));
  const [first, second] = columns;
  for (let i = 0; i < count; i += 1) {
    leaf[first * count + i] = x[i % x.length] ?? 0;
    leaf[second * count + i] = y[Math.floor(i / x.length)] ?? 0;
  }
  return leaf;
}

/* The line on which numbers over a grid are zero: pieces from one side of a cell to another, in cells (marching squares). */
export function zeroLine(values: Float64Array, across: number): number[][] {
  const pieces: number[][] = [];
  const down = values.length / across;
  const at = (i: number, j: number): number => values[j * across + i] ?? 0;
  const crossing = (a: number, b: number): number => a / (a - b);
  for (let j = 0; j + 1 < down; j += 1) {
    for (let i = 0; i + 1 < across; i += 1) {
      const [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
      const points: number[] = [];
      if (a > 0 !== b > 0) points.push(i + crossing(a, b), j);
      if (b > 0 !== c > 0) points.push(i + 1, j + crossing(b, c));
      if (d > 0 !== c > 0) points.push(i + crossing(d, c), j + 1);
      if (a > 0 !== d > 0) points.push(i, j + crossing(a, d));
      for (let k = 0; k + 3 < points.length; k += 4) pieces.push(points.slice(k, k + 4));
    }
  }
  return pieces;
}
