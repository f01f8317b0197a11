/* Equations in the detail that is chosen: Python's, with the numbers of the moment. */

import { type Arrays, filling } from "./filling";
import { showChosen } from "./looking";
import { resize } from "./resizing";
import type { View } from "./view";

const DIGITS = 6;

export function equations(panel: HTMLElement, arrays: Arrays, rows: number): View {
  const places = [...panel.querySelectorAll<HTMLElement>('[data-choice="detail"]')];
  const details = places.map((one) => ({ one, rows, fill: filling(one, arrays, DIGITS) }));
  return ({ numbers, state, looking }) => {
    showChosen(panel.ownerDocument, looking);
    for (const detail of details) {
      if (detail.one.hidden) continue;
      if (detail.rows !== state.rows) {
        resize(detail.one, arrays, state.rows, rows);
        detail.fill = filling(detail.one, arrays, DIGITS);
        detail.rows = state.rows;
      }
      detail.fill(numbers, state.rows);
    }
  };
}
