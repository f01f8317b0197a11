/* A matrix of n rows, from where it begins and how far its rows and their entries are apart. */
function matrix_at(x, start, row, step, n) {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => x[start + i * row + j * step]));
}

/* The rows of a matrix with the largest entry of column k moved to row k; whether they changed places. */
function bring_up(rows, k) {
  let largest = k;
  for (let i = k + 1; i < rows.length; i++) {
    if (Math.abs(rows[i][k]) > Math.abs(rows[largest][k])) largest = i;
  }
  [rows[k], rows[largest]] = [rows[largest], rows[k]];
  return largest !== k;
}

/* The inverse by elimination with row exchanges; NaN of a singular matrix. */
function inverse_matrix(x, start, row, step, n, out) {
  const rows = matrix_at(x, start, row, step, n).map((one, i) => [...one, ...one.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    bring_up(rows, k);
    const pivot = rows[k][k];
    if (pivot === 0 || pivot !== pivot) {
      out.fill(NaN);
      return;
    }
    for (let j = 0; j < 2 * n; j++) rows[k][j] /= pivot;
    for (let i = 0; i < n; i++) {
      const share = rows[i][k];
      if (i !== k) for (let j = 0; j < 2 * n; j++) rows[i][j] -= share * rows[k][j];
    }
  }
  rows.forEach((one, i) => one.slice(n).forEach((entry, j) => { out[i * n + j] = entry; }));
}

/* The logarithm of the determinant: the sum of those of the pivots; NaN where it is negative. */
function log_determinant(x, start, row, step, n) {
  const rows = matrix_at(x, start, row, step, n);
  let sum = 0, positive = true;
  for (let k = 0; k < n; k++) {
    if (bring_up(rows, k)) positive = !positive;
    const pivot = rows[k][k];
    if (pivot < 0) positive = !positive;
    if (pivot === 0) return -Infinity;
    sum += log(Math.abs(pivot));
    for (let i = k + 1; i < n; i++) {
      const share = rows[i][k] / pivot;
      for (let j = k; j < n; j++) rows[i][j] -= share * rows[k][j];
    }
  }
  return positive ? sum : NaN;
}
