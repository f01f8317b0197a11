/* Predict first: a number is hidden everywhere until it is worked out; a slip that is known gets its sentence. */

import { explains, type Guess, judge, readGuess } from "./guess";
import { type Named, shapeFor } from "./payload";
import type { Numbers } from "./programs";
import { type Moment, type View, element, write } from "./view";

const MOST = 36; // numbers that a person is asked for

export type Slips = Readonly<Record<string, Readonly<Record<string, string>>>>;
export type Wrong = (moment: Moment) => Promise<Numbers>; // what slips lead to

interface Field {
  readonly place: number;
  readonly input: HTMLInputElement;
}

/* Asks for what is hidden; `reveal` shows it again. */
export function predict(panel: HTMLElement, arrays: readonly Named[], slips: Slips, wrong: Wrong, reveal: () => void): View {
  const [room, said] = [panel.querySelector<HTMLElement>(".guesses"), panel.querySelector<HTMLElement>(".verdict")];
  const select = panel.querySelector<HTMLSelectElement>("select");
  let fields: readonly Field[] = [];
  let asked = "";
  let last: Moment | null = null;

  const answer = async (): Promise<void> => {
    if (!last || !said) return;
    const moment = last;
    const truth = moment.numbers.get(asked) ?? new Float64Array(0);
    const guesses = fields.flatMap((one) => readGuess(one.input.value, one.place) ?? []);
    for (const { input, place } of fields) {
      const guess = guesses.find((one) => one.place === place);
      input.dataset["judged"] = guess ? judge(guess, truth) : "";
      input.setAttribute("aria-invalid", String(guess ? judge(guess, truth) === "wrong" : input.value.trim() !== ""));
    }
    const others = guesses.length ? await wrong(moment) : new Map();
    if (moment === last) write(said, sentence(guesses, fields.length, truth, others, slips[asked] ?? {}));
  };

  return (moment) => {
    last = moment;
    const name = moment.looking.choices["hide"] ?? "";
    const key = `${name} ${moment.state.rows} ${[...(moment.numbers.get(name) ?? [])].join()}`;
    if (select && select.value !== name) select.value = name;
    if (!room || !said || panel.dataset["asked"] === key) return;
    panel.dataset["asked"] = key; // other numbers, other questions
    asked = name;
    write(said, "");
    const array = arrays.find((one) => one.name === name);
    const shape = array ? shapeFor(array, moment.state.rows) : [];
    fields = array ? questions(room.ownerDocument, array.written, shape) : [];
    room.replaceChildren(...(array ? [grid(room.ownerDocument, fields, shape), shown(room.ownerDocument, reveal)] : []));
    for (const { input } of fields) input.addEventListener("change", () => void answer());
  };
}

function questions(page: Document, written: string, shape: readonly number[]): Field[] {
  const columns = shape.at(-1) ?? 1;
  const count = Math.min(MOST, shape.reduce((product, one) => product * one, 1));
  return Array.from({ length: count }, (_, place) => {
    const where = shape.length ? `, row ${Math.floor(place / columns) + 1}, column ${(place % columns) + 1}` : "";
    const input = element(page, "input", { "aria-label": `your ${written}${where}`, inputmode: "decimal", autocomplete: "off", size: "7" });
    return { place, input: input as HTMLInputElement };
  });
}

function grid(page: Document, fields: readonly Field[], shape: readonly number[]): HTMLElement {
  const made = element(page, "div", { class: "grid" }, ...fields.map((one) => one.input));
  made.style.setProperty("--columns", String(Math.min(shape.at(-1) ?? 1, fields.length)));
  return made;
}

function shown(page: Document, reveal: () => void): HTMLElement {
  const button = element(page, "button", { type: "button", class: "words" }, "Show it");
  button.addEventListener("click", reveal);
  return button;
}

/* What is to be said of all guesses together. */
function sentence(guesses: readonly Guess[], asked: number, truth: Float64Array, others: Numbers, slips: Readonly<Record<string, string>>): string {
  if (guesses.length === 0) return "";
  const judged = guesses.map((one) => judge(one, truth));
  const right = judged.filter((one) => one === "right").length;
  if (right === asked) return "Right, to the digits that are written.";
  if (judged.includes("wrong")) {
    const slip = Object.keys(slips).find((key) => explains(guesses, others.get(key) ?? new Float64Array(0)));
    return slip ? (slips[slip] ?? "") : `Not these numbers: ${judged.length - right} of ${judged.length} are others.`;
  }
  return judged.includes("coarse") ? "So few digits say nothing; write about three." : `Right so far: ${right} of ${asked}.`;
}
