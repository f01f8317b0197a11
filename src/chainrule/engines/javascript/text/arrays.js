/* The entries of a window of this shape to where they belong; where both begin, and how far entries are apart. */
function copy(shape, x, x_start, x_steps, out, out_start, out_steps) {
  if (shape.length === 0) {
    out[out_start] = x[x_start];
    return;
  }
  const [size, ...rest] = shape, [x_step, ...x_rest] = x_steps, [out_step, ...out_rest] = out_steps;
  for (let i = 0; i < size; i++) {
    copy(rest, x, x_start + i * x_step, x_rest, out, out_start + i * out_step, out_rest);
  }
}

/* The rows of a table that a batch of m takes, from `first` on in the order, into the rows of out. */
function gather_rows(table, order, first, m, width, out) {
  for (let j = 0; j < m; j++) {
    const start = order[first + j] * width;
    out.set(table.subarray(start, start + width), j * width);
  }
}

/* The same into the columns of out, which is filled row by row: memory is fastest where it is written in order. */
function gather_columns(table, order, first, m, width, out) {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < m; j++) out[i * m + j] = table[order[first + j] * width + i];
  }
}

/* A whole number of an index, held within its axis. */
function place(number, size) {
  return Math.min(Math.max(number, 0), size - 1);
}

/* What stands in x at the places of an index along an axis; before it and behind it are so many entries. */
function gather(x, index, before, size, after, count, out) {
  for (let i = 0; i < before; i++) {
    for (let j = 0; j < count; j++) {
      const start = (i * size + place(index[j], size)) * after, end = (i * count + j) * after;
      for (let k = 0; k < after; k++) out[end + k] = x[start + k];
    }
  }
}

/* Zeros, to which x is added at the places of an index along an axis. */
function scatter_add(x, index, before, size, after, count, out) {
  out.fill(0);
  for (let i = 0; i < before; i++) {
    for (let j = 0; j < count; j++) {
      const start = (i * size + place(index[j], size)) * after, end = (i * count + j) * after;
      for (let k = 0; k < after; k++) out[start + k] += x[end + k];
    }
  }
}

/* One entry for each example, at the place that an index says. */
function pick(x, index, step, next, size, out) {
  for (let j = 0; j < out.length; j++) out[j] = x[place(index[j], size) * step + j * next];
}

/* x², which a product rounds once. */
function square(x) {
  return x * x;
}

/* 1 above zero, −1 below; zero and NaN are their own. */
function sign(x) {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

/* The first window whose place `at` lies within the image. */
function first_inside(at, stride, padding) {
  return Math.max(0, -Math.floor((at - padding) / stride));
}

/* The window behind the last one whose place `at` lies within the image. */
function end_inside(at, stride, padding, size, count) {
  return Math.min(count, Math.floor((size - 1 + padding - at) / stride) + 1);
}

/* Tell `visit` of each place of a window that lies within its image: where it is among windows, and in the image. */
function each_inside(count, geometry, visit) {
  const [h, w, kh, kw, oh, ow, sh, sw, ph, pw] = geometry;
  for (let one = 0; one < count; one++) {
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const first = first_inside(j, sw, pw), end = end_inside(j, sw, pw, w, ow);
        for (let p = first_inside(i, sh, ph); p < end_inside(i, sh, ph, h, oh); p++) {
          const there = (((one * kh + i) * kw + j) * oh + p) * ow, here = (one * h + p * sh + i - ph) * w + j - pw;
          for (let q = first; q < end; q++) visit(there + q, here + q * sw);
        }
      }
    }
  }
}

/* The windows of images, with 0 where they reach beyond the edge. */
function unfold(images, count, geometry, out) {
  out.fill(0);
  each_inside(count, geometry, (there, here) => { out[there] = images[here]; });
}

/* Windows put back where they came from, and added up. */
function fold(windows, count, geometry, out) {
  out.fill(0);
  each_inside(count, geometry, (there, here) => { out[here] += windows[there]; });
}
