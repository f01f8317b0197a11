/* Equations in the detail that is chosen: Python's, with the numbers of the moment, line by line. */

import { type Arrays, filling } from "./filling";
import type { Panels } from "./panels";
import { resize } from "./resizing";
import type { View } from "./view";

const DIGITS = 6;

/* Makes each line a part of the panel. */
export function equations(panel: HTMLElement, panels: Panels, arrays: Arrays, rows: number): void {
  for (const detail of panel.querySelectorAll<HTMLElement>('[data-choice="detail"]')) {
    for (const one of detail.querySelectorAll<HTMLElement>(".flow")) panels.part(one, line(one, detail, arrays, rows));
  }
}

/* A line with its numbers, laid out for as many examples as there are; `rows` is what Python laid it out for. */
function line(one: HTMLElement, detail: HTMLElement, arrays: Arrays, rows: number): View {
  let fill = filling(one, arrays, DIGITS);
  let laid = rows;
  return ({ numbers, state }) => {
    if (detail.hidden) return;
    if (laid !== state.rows) {
      resize(one, arrays, state.rows, rows);
      fill = filling(one, arrays, DIGITS);
      laid = state.rows;
    }
    fill(numbers, state.rows);
  };
}
