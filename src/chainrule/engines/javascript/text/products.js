/* A B, or C + A B, into c, in tiles of 2 × 4 sums that stay in registers, each along the inner axis in order. */
function tiled(rows, inner, columns, a, a_start, a_row, a_step, b, b_start, b_row, b_step, c, c_start, adds) {
  if (!adds) for (let i = 0; i < rows * columns; i++) c[c_start + i] = 0;
  const pairs = rows - (rows % 2), fours = columns - (columns % 4);
  for (let i = 0; i < pairs; i += 2) {
    const here = c_start + i * columns, below = here + columns;
    for (let j = 0; j < fours; j += 4) {
      let c00 = c[here + j], c01 = c[here + j + 1], c02 = c[here + j + 2], c03 = c[here + j + 3];
      let c10 = c[below + j], c11 = c[below + j + 1], c12 = c[below + j + 2], c13 = c[below + j + 3];
      let p = a_start + i * a_row, q = b_start + j * b_step;
      for (let k = 0; k < inner; k++) {
        const a0 = a[p], a1 = a[p + a_row];
        const b0 = b[q], b1 = b[q + b_step], b2 = b[q + 2 * b_step], b3 = b[q + 3 * b_step];
        c00 += a0 * b0; c01 += a0 * b1; c02 += a0 * b2; c03 += a0 * b3;
        c10 += a1 * b0; c11 += a1 * b1; c12 += a1 * b2; c13 += a1 * b3;
        p += a_step; q += b_row;
      }
      c[here + j] = c00; c[here + j + 1] = c01; c[here + j + 2] = c02; c[here + j + 3] = c03;
      c[below + j] = c10; c[below + j + 1] = c11; c[below + j + 2] = c12; c[below + j + 3] = c13;
    }
    for (let j = fours; j < columns; j++) {
      let c0 = c[here + j], c1 = c[below + j];
      let p = a_start + i * a_row, q = b_start + j * b_step;
      for (let k = 0; k < inner; k++) {
        c0 += a[p] * b[q]; c1 += a[p + a_row] * b[q];
        p += a_step; q += b_row;
      }
      c[here + j] = c0; c[below + j] = c1;
    }
  }
  if (pairs < rows) {
    const here = c_start + pairs * columns;
    for (let j = 0; j < columns; j++) {
      let c0 = c[here + j];
      let p = a_start + pairs * a_row, q = b_start + j * b_step;
      for (let k = 0; k < inner; k++) {
        c0 += a[p] * b[q];
        p += a_step; q += b_row;
      }
      c[here + j] = c0;
    }
  }
}

/* The products of WebAssembly, by the memory that they read: products.wat, assembled. */
const PRODUCTS = "{products.wasm}", ASSEMBLED = new WeakMap();

/* Memory for so many numbers that these products read too, behind a page of their own. */
function shared_memory(numbers) {
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil(numbers / 8192) });
  const bytes = Uint8Array.from(atob(PRODUCTS), (letter) => letter.charCodeAt(0));
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { page: { memory } });
    ASSEMBLED.set(memory.buffer, exports.product);
  } catch { /* a browser without them multiplies in JavaScript, to the same bits */ }
  return new Float64Array(memory.buffer, 65536, numbers);
}

/* A B, or C + A B, by WebAssembly where all three lie in its memory. */
function product_at(rows, inner, columns, a, a_start, a_row, a_step, b, b_start, b_row, b_step, c, c_start, adds) {
  const assembled = ASSEMBLED.get(c.buffer);
  if (!assembled || a.buffer !== c.buffer || b.buffer !== c.buffer) {
    tiled(rows, inner, columns, a, a_start, a_row, a_step, b, b_start, b_row, b_step, c, c_start, adds);
    return;
  }
  const first = a.byteOffset + 8 * a_start, second = b.byteOffset + 8 * b_start, third = c.byteOffset + 8 * c_start;
  assembled(rows, inner, columns, first, 8 * a_row, 8 * a_step, second, 8 * b_row, 8 * b_step, third, adds ? 1 : 0);
}

/* A B into c: rows, inner size and columns, then each factor with how far its rows and their entries are apart. */
function product(rows, inner, columns, a, a_row, a_step, b, b_row, b_step, c) {
  product_at(rows, inner, columns, a, 0, a_row, a_step, b, 0, b_row, b_step, c, 0, false);
}

/* The product of each two matrices of two stacks; matrices that are 0 apart are one and the same. */
function stack_product(count, rows, inner, columns, a, a_next, a_row, a_step, b, b_next, b_row, b_step, c) {
  for (let s = 0; s < count; s++) {
    const a_start = s * a_next, b_start = s * b_next, c_start = s * rows * columns;
    product_at(rows, inner, columns, a, a_start, a_row, a_step, b, b_start, b_row, b_step, c, c_start, false);
  }
}

/* The sum of the products of two vectors' entries. */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/* The maps of filters and windows. */
function maps_of(filters, windows, m, o, entries, places, maps) {
  stack_product(m, o, entries, places, filters, 0, entries, 1, windows, entries * places, places, 1, maps);
}

/* The windows that filters and maps make. */
function windows_of(filters, maps, m, o, entries, places, windows) {
  stack_product(m, entries, o, places, filters, 0, 1, entries, maps, o * places, places, 1, windows);
}

/* The filters of windows and maps, summed over the examples. */
function filters_of(windows, maps, m, o, entries, places, filters) {
  for (let s = 0; s < m; s++) {
    const z = s * o * places, u = s * entries * places;
    product_at(o, places, entries, maps, z, places, 1, windows, u, 1, places, filters, 0, s > 0);
  }
}
