/* The low 64 bits of a product, as two words of 32: [low, high]. */
function times(a, b) {
  const a0 = a[0] & 0xffff, a1 = a[0] >>> 16, b0 = b[0] & 0xffff, b1 = b[0] >>> 16;
  const low = Math.imul(a[0], b[0]) >>> 0;
  const middle = a1 * b0 + ((a0 * b0) / 65536 >>> 0);
  const carried = a0 * b1 + (middle % 65536);
  const high = a1 * b1 + Math.floor(middle / 65536) + Math.floor(carried / 65536);
  return [low, (high + Math.imul(a[0], b[1]) + Math.imul(a[1], b[0])) >>> 0];
}

/* The low 64 bits of a sum. */
function plus(a, b) {
  const low = a[0] + b[0];
  return [low >>> 0, (a[1] + b[1] + (low > 0xffffffff ? 1 : 0)) >>> 0];
}

/* Bits where one of two words has one, once the first is also shifted right by fewer than 32 places. */
function stirred(a, by) {
  return [(a[0] ^ ((a[0] >>> by) | (a[1] << (32 - by)))) >>> 0, (a[1] ^ (a[1] >>> by)) >>> 0];
}

/* A whole number below 2⁵³ as two words. */
function words_of(number) {
  return [number >>> 0, Math.floor(number / 4294967296) >>> 0];
}

/* The words that tell the masks of a step apart (the finalizer of splitmix64; Steele, Lea and Flood, 2014). */
function dropout_key(seed, mask, step) {
  let state = [0, 0];
  for (const number of [seed, mask, step]) {
    state = plus(plus(state, words_of(number)), [0x7f4a7c15, 0x9e3779b9]);
    state = times(stirred(state, 30), [0x1ce4e5b9, 0xbf58476d]);
    state = times(stirred(state, 27), [0x133111eb, 0x94d049bb]);
    state = stirred(state, 31);
  }
  return state;
}

/* A word, stirred (the 32-bit finalizer found by C. Wellons' search, "lowbias32"). */
function mix(x) {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/* The word of a unit for a row of the batch. */
function word_at(key, unit, row) {
  return mix(mix(unit ^ key[0]) ^ mix((row + key[1]) | 0));
}

/* 1 where a unit stays for a row of the batch, else 0. */
function stays(key, unit, row, kept_from) {
  return word_at(key, unit, row) >= kept_from ? 1 : 0;
}

/* The same word as a number between 0 and 1. */
function fraction(key, unit, row) {
  return (word_at(key, unit, row) + 0.5) / 4294967296;
}
