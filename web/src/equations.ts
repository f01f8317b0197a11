/* Equations in the detail that is chosen: Python's, with the numbers of the moment. */

import { type Arrays, filling } from "./filling";
import { showChosen } from "./looking";
import type { View } from "./view";

const DIGITS = 6;

export function equations(panel: HTMLElement, arrays: Arrays, rows: number): View {
  const details = [...panel.querySelectorAll<HTMLElement>('[data-choice="detail"]')].map((one) => ({ one, fill: filling(one, arrays, DIGITS) }));
  return ({ numbers, state, looking }) => {
    showChosen(panel.ownerDocument, looking);
    panel.classList.toggle("resized", state.rows !== rows);
    for (const { one, fill } of details) if (!one.hidden) fill(numbers, state.rows);
  };
}
