/* The one number format, as `readers/notation/numbers.py` has it: a test compares the two. */

const LARGEST_WHOLE = 1e15; // above it, floats are too coarse for their last digits to mean anything
const NEAR = 1e-3; // above what rounding does to twice a number of twelve digits
const EXACT = 100; // digits, more than any number between two others needs to be told from their middle

/* `digits` decimals from 1 on, `digits` significant ones below 1, no trailing 0; very large or small with an exponent. */
export function formatNumber(value: number, digits = 6): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < LARGEST_WHOLE) return value === 0 ? "0" : String(value);
  const sign = value < 0 ? "-" : "";
  if (size >= 1 && size < 10 ** digits) return sign + withoutZeros(decimals(size, digits));
  return sign + significant(size, digits);
}

/* With so many decimals; a tie goes to the even digit, as in Python, where toFixed takes the larger one. */
function decimals(size: number, digits: number): string {
  const rounded = size.toFixed(digits);
  if (!mayBeTie(size * 10 ** digits)) return rounded;
  const exact = size.toFixed(EXACT);
  const kept = exact.slice(0, exact.length - EXACT + digits);
  return isTie(exact.slice(kept.length)) && isEven(kept) ? kept : rounded;
}

/* With so many digits, as Python's `g` writes them. */
function significant(size: number, digits: number): string {
  const [mantissa = "", power = "0"] = inDigits(size, digits).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const two = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${two}`;
  }
  const all = mantissa.replace(".", "");
  if (exponent >= 0) return withoutZeros(`${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`);
  return withoutZeros(`0.${"0".repeat(-exponent - 1)}${all}`);
}

function inDigits(size: number, digits: number): string {
  const rounded = size.toExponential(digits - 1);
  const last = 10 ** (digits - 1 - Number(rounded.slice(rounded.indexOf("e") + 1)));
  if (!mayBeTie(size * last) && !mayBeTie(size * last * 10)) return rounded; // ten times: rounding may add a digit
  const exact = size.toExponential(EXACT);
  const kept = exact.slice(0, digits + 1);
  const end = exact.indexOf("e");
  return isTie(exact.slice(digits + 1, end)) && isEven(kept) ? kept + exact.slice(end) : rounded;
}

/* Whether a number is, as far as floats can tell, half-way between whole ones: all its digits say so, but are slow. */
const mayBeTie = (size: number): boolean => !(Math.abs(2 * size - Math.round(2 * size)) > NEAR);
const isTie = (rest: string): boolean => /^50*$/.test(rest);
const isEven = (kept: string): boolean => Number(kept.at(-1)) % 2 === 0;
const withoutZeros = (written: string): string => written.includes(".") ? written.replace(/\.?0+$/, "") : written;
