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

/* x y + z of numbers of 128 bits, each eight digits of 16 bits, the lowest first. */
function times_plus(x, y, z) {
  const sum = [...z];
  for (let i = 0; i < 8; i++) {
    let carry = 0;
    for (let j = 0; i + j < 8; j++) {
      const digit = sum[i + j] + x[i] * y[j] + carry;
      sum[i + j] = digit % 65536;
      carry = Math.floor(digit / 65536);
    }
  }
  return sum;
}

/* The words of 32 bits that NumPy's `default_rng(numbers)` gives one after the other: PCG64 (O'Neill, 2014). */
function random_words(numbers) {
  const words = seed_words(numbers);
  const joined = (places) => places.flatMap((i) => [words[i] & 0xffff, words[i] >>> 16]);
  const multiplier = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360];
  const one = [1, 0, 0, 0, 0, 0, 0, 0];
  const step = times_plus(joined([6, 7, 4, 5]), [2, 0, 0, 0, 0, 0, 0, 0], one);
  let state = times_plus(times_plus(joined([2, 3, 0, 1]), one, step), multiplier, step), next = null;
  return () => {
    if (next !== null) {
      const word = next;
      next = null;
      return word;
    }
    state = times_plus(state, multiplier, step);
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => state[i] ^ state[i + 4]);
    const turn = state[7] >>> 10, low = (a | (b << 16)) >>> 0, high = (c | (d << 16)) >>> 0;
    const [x, y] = turn < 32 ? [low, high] : [high, low], by = turn % 32;
    next = by ? ((y >>> by) | (x << (32 - by))) >>> 0 : y;
    return by ? ((x >>> by) | (y << (32 - by))) >>> 0 : x;
  };
}

/* The order in which an epoch takes the rows of a table: `default_rng([seed, epoch]).permutation(rows)`. */
export function permutation(seed, epoch, rows) {
  const word = random_words([seed, epoch]), order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = (word() & mask) >>> 0;
    while (j > i) j = (word() & mask) >>> 0;
    [order[i], order[j]] = [order[j], order[i]];
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
