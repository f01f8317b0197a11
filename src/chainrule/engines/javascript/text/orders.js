/* A hash that NumPy's SeedSequence makes of numbers (O'Neill, 2015): eight words of 32 bits. */
function seed_words(numbers) {
  const entropy = numbers.flatMap((one) => (one < 4294967296 ? [one] : [one >>> 0, Math.floor(one / 4294967296)]));
  let constant = 0x43b0d7e5;
  const hashed = (value) => {
    value ^= constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
  const mixed = (x, y) => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return value ^ ((value | 0) >>> 16);
  };
  const pool = [0, 1, 2, 3].map((i) => hashed(entropy[i] ?? 0));
  for (let from = 0; from < Math.max(4, entropy.length); from++) {
    for (let to = 0; to < 4; to++) {
      if (from !== to) pool[to] = mixed(pool[to], hashed(from < 4 ? pool[from] : entropy[from]));
    }
  }
  constant = 0x8b51f9dd;
  return [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
    let value = pool[i % 4] ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  });
}

/* A number of 128 bits, four words with the lowest first, as six digits of 22 bits: a double holds their products. */
function digits([a, b, c, d]) {
  const all = [a, (a >>> 22) | (b << 10), (b >>> 12) | (c << 20), c >>> 2, (c >>> 24) | (d << 8), d >>> 14];
  return Float64Array.from(all, (digit) => digit & 0x3fffff);
}

/* x y + z of numbers of 128 bits by their digits, into sum, which is neither of them. */
function times_plus(x, y, z, sum) {
  let carry = 0;
  for (let k = 0; k < 6; k++) {
    let digit = z[k] + carry;
    for (let i = 0; i <= k; i++) digit += x[i] * y[k - i];
    carry = Math.floor(digit / 4194304);
    sum[k] = digit - carry * 4194304;
  }
  sum[5] &= 0x3ffff;
  return sum;
}

/* The words of 32 bits that NumPy's `default_rng(numbers)` gives one after the other: PCG64 (O'Neill, 2014). */
function random_words(numbers) {
  const words = seed_words(numbers), digits_at = (places) => digits(places.map((i) => words[i]));
  const multiplier = digits([0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05]);
  const one = digits([1, 0, 0, 0]), two = digits([2, 0, 0, 0]), spare = new Float64Array(6);
  const step = times_plus(digits_at([6, 7, 4, 5]), two, one, new Float64Array(6));
  let state = times_plus(times_plus(digits_at([2, 3, 0, 1]), one, step, spare), multiplier, step, new Float64Array(6));
  let other = spare, waits = false, next = 0;
  return () => {
    waits = !waits;
    if (!waits) return next;
    [state, other] = [times_plus(state, multiplier, step, other), state];
    const top = (state[4] >>> 8) | (state[5] << 14), turn = top >>> 26, by = turn & 31;
    const low = (state[0] | (state[1] << 22)) ^ ((state[2] >>> 20) | (state[3] << 2) | (state[4] << 24));
    const high = ((state[1] >>> 10) | (state[2] << 12)) ^ top;
    const x = turn < 32 ? low : high, y = turn < 32 ? high : low;
    next = (by ? (y >>> by) | (x << (32 - by)) : y) >>> 0;
    return (by ? (x >>> by) | (y << (32 - by)) : x) >>> 0;
  };
}

/* The order in which an epoch takes the rows of a table: `default_rng([seed, epoch]).permutation(rows)`. */
export function permutation(seed, epoch, rows) {
  const word = random_words([seed, epoch]), order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = (word() & mask) >>> 0;
    while (j > i) j = (word() & mask) >>> 0;
    const row = order[i];
    order[i] = order[j];
    order[j] = row;
  }
  return order;
}

/* Rows that are drawn from all of them: `default_rng([seed, epoch]).integers(0, rows, rows)` (Lemire, 2019). */
export function drawn_rows(seed, epoch, rows) {
  const word = random_words([seed, epoch]), order = new Int32Array(rows), spare = 4294967296 % rows;
  for (let i = 0; rows > 1 && i < rows; i++) {
    let low, high;
    do [low, high] = times([word(), 0], [rows, 0]);
    while (low < spare);
    order[i] = high;
  }
  return order;
}
