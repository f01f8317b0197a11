/* A guess: a number as a person wrote it, and what is to be said of several; the rules are those of Python's tutor. */

export interface Guess {
  readonly place: number;
  readonly value: number;
  readonly half: number; // half a unit of the last digit
}

export type Judged = "right" | "wrong" | "coarse";

const SLACK = 1 + 1e-6; // 0.125 may be written 0.13 or 0.12
const ROUNDING = 1e-12;

/* What was written: −10.27 stands for what lies between −10.275 and −10.265; null where it is no number. */
export function readGuess(text: string, place: number): Guess | null {
  const plain = text.trim().replaceAll("−", "-").replace(",", ".");
  const found = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/iu.exec(plain);
  const value = Number(plain);
  if (!found || plain === "" || !Number.isFinite(value)) return null;
  return { place, value, half: 0.5 * 10 ** (Number(found[3] ?? 0) - (found[2]?.length ?? 0)) };
}

/* Whether a guess is one of these numbers, to the digits that are written; coarse where it has none of them. */
export function judge(guess: Guess, truth: Float64Array): Judged {
  if (!within(guess, truth)) return "wrong";
  const largest = size(truth);
  const exact = Math.abs(guess.value - (truth[guess.place] ?? Number.NaN)) <= ROUNDING * (1 + largest);
  return !exact && 2 * guess.half > SLACK * 10 ** Math.floor(Math.log10(largest)) ? "coarse" : "right";
}

/* Whether all guesses are numbers of an array: of what a slip leads to. */
export const explains = (guesses: readonly Guess[], slip: Float64Array): boolean => guesses.every((one) => within(one, slip));

function within({ place, value, half }: Guess, truth: Float64Array): boolean {
  return Math.abs(value - (truth[place] ?? Number.NaN)) <= SLACK * half + ROUNDING * (1 + size(truth));
}

const size = (truth: Float64Array): number => truth.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
