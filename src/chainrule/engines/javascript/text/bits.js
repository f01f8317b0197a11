/* One number as its bits: WORDS[1] has sign, exponent and the first digits, on machines that store the low word first. */
const NUMBER = new Float64Array(1), WORDS = new Int32Array(NUMBER.buffer);

/* 2ⁿ of a whole number from −1022 to 1023. */
function two_to(n) {
  WORDS[0] = 0;
  WORDS[1] = (n + 1023) * 1048576;
  return NUMBER[0];
}

/* From 1 to 2, of a positive normal number x = fraction · 2^exponent. */
function fraction(x) {
  NUMBER[0] = x;
  WORDS[1] = (WORDS[1] & 0xfffff) | 0x3ff00000;
  return NUMBER[0];
}

/* The whole number that goes with it. */
function exponent(x) {
  NUMBER[0] = x;
  return ((WORDS[1] >>> 20) & 0x7ff) - 1023;
}
