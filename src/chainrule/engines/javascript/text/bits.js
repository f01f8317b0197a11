/* 2ⁿ for n from −1023 to 1023, each twice the one before. */
const POWERS = new Float64Array(2047);
for (let i = 0; i < 2047; i++) POWERS[i] = i ? 2 * POWERS[i - 1] : 2.2250738585072014e-308 / 2;

/* 2ⁿ of a whole number from −1023 to 1023. */
function two_to(n) {
  return POWERS[(n + 1023) | 0];
}

/* A number and its bits: the second word has sign, exponent and first digits, where the low word is stored first. */
const NUMBER = new Float64Array(1), WORDS = new Int32Array(NUMBER.buffer);

/* The whole number e of a positive normal number x = f · 2ᵉ, with f from 1 to 2. */
function exponent(x) {
  NUMBER[0] = x;
  return ((WORDS[1] >>> 20) & 0x7ff) - 1023;
}
