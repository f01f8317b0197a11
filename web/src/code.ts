/* Code and board: every name in them says which part of the board it is; the text stays what it was, and what runs. */

import { parts } from "./filling";
import { element } from "./view";

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;
const RETURNED = /^\s*"(.+)": ([\p{L}_][\p{L}\p{N}_]*),$/gmu; // what a program calls a result, and under which name it returns it

/* Marks the board at once, and a program when somebody opens it. */
export function markCode(page: Document, names: readonly string[]): void {
  const known = new Map(names.map((one) => [one, one]));
  for (const board of page.querySelectorAll<HTMLElement>("pre.board")) mark(board, known);
  for (const code of page.querySelectorAll<HTMLElement>("pre.code")) {
    const open = (): void => mark(code, new Map([...identifiers(code.textContent ?? "").reverse(), ...known]));
    code.closest("details")?.addEventListener("toggle", open, { once: true });
  }
}

/* What results are called, those without a name of the board last. */
function identifiers(text: string): [string, string][] {
  return [...text.matchAll(RETURNED)].map(([, name = "", called = ""]) => [called, parts(name.replace(/^∂[^/]*\/∂/u, "")).array] as [string, string]).sort(
    ([, one], [, other]) => Number(/^[#=]/u.test(one)) - Number(/^[#=]/u.test(other)),
  );
}

function mark(place: HTMLElement, known: ReadonlyMap<string, string>): void {
  const text = place.textContent ?? "";
  const made: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(WORD)) {
    const part = known.get(found[0]);
    if (part === undefined) continue;
    made.push(text.slice(end, found.index), element(place.ownerDocument, "span", { "data-part": part }, found[0]));
    end = found.index + found[0].length;
  }
  place.replaceChildren(...made, text.slice(end));
}
