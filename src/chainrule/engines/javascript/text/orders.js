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
  for (let k = 0; k < 6; k++) all[k] &= 0x3fffff;
  return all;
}

/* x y + z of numbers of 128 bits by their digits. */
function times_plus(x, y, z) {
  const sum = [0, 0, 0, 0, 0, 0];
  let carry = 0;
  for (let k = 0; k < 6; k++) {
    let digit = z[k] + carry;
    for (let i = 0; i <= k; i++) digit += x[i] * y[k - i];
    carry = Math.floor(digit / 4194304);
    sum[k] = k < 5 ? digit - carry * 4194304 : digit % 262144;
  }
  return sum;
}

/* The words of 32 bits that NumPy's `default_rng(numbers)` gives one after the other: PCG64 (O'Neill, 2014). */
function random_words(numbers) {
  const [s2, s3, s0, s1, z2, z3, z0, z1] = seed_words(numbers);
  const one = [1, 0, 0, 0, 0, 0], two = [2, 0, 0, 0, 0, 0], drawn = new Uint32Array(64);
  const multiplier = digits([0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05]);
  const step = times_plus(digits([z0, z1, z2, z3]), two, one);
  let state = times_plus(times_plus(digits([s0, s1, s2, s3]), one, step), multiplier, step), next = 64;
  return () => {
    if (next === 64) {
      state = draw_words(state, multiplier, step, drawn);
      next = 0;
    }
    return drawn[next++];
  };
}

/* Words that follow a state, and the state after them: state times multiplier plus step, by digits, for each two words. */
function draw_words([a, b, c, d, e, f], [m0, m1, m2, m3, m4, m5], [z0, z1, z2, z3, z4, z5], words) {
  const below = 1 / 4194304;
  for (let i = 0; i < words.length; i += 2) {
    const t0 = a * m0 + z0, c0 = Math.floor(t0 * below);
    const t1 = c0 + (a * m1 + b * m0 + z1), c1 = Math.floor(t1 * below);
    const t2 = c1 + (a * m2 + b * m1 + c * m0 + z2), c2 = Math.floor(t2 * below);
    const t3 = c2 + (a * m3 + b * m2 + c * m1 + d * m0 + z3), c3 = Math.floor(t3 * below);
    const t4 = c3 + (a * m4 + b * m3 + c * m2 + d * m1 + e * m0 + z4), c4 = Math.floor(t4 * below);
    const t5 = c4 + (a * m5 + b * m4 + c * m3 + d * m2 + e * m1 + f * m0 + z5);
    a = t0 - c0 * 4194304, b = t1 - c1 * 4194304, c = t2 - c2 * 4194304, d = t3 - c3 * 4194304;
    e = t4 - c4 * 4194304, f = t5 - Math.floor(t5 / 262144) * 262144;
    const top = (e >>> 8) | (f << 14), turn = top >>> 26, by = turn & 31;
    const low = (a | (b << 22)) ^ ((c >>> 20) | (d << 2) | (e << 24)), high = ((b >>> 10) | (c << 12)) ^ top;
    const x = turn < 32 ? low : high, y = turn < 32 ? high : low;
    words[i] = by ? (x >>> by) | (y << (32 - by)) : x;
    words[i + 1] = by ? (y >>> by) | (x << (32 - by)) : y;
  }
  return [a, b, c, d, e, f];
}

/* The order in which an epoch takes the rows of a table: `default_rng([seed, epoch]).permutation(rows)`. */
export function permutation(seed, epoch, rows) {
  const word = random_words([seed, epoch]), order = new Int32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  for (let i = rows - 1; i > 0; ) {
    const j = (word() & (0xffffffff >>> Math.clz32(i))) >>> 0;
    if (j > i) continue;
    const row = order[i];
    order[i] = order[j];
    order[j] = row;
    i--;
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
