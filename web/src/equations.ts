/* Equations in the detail that is chosen: Python's, with the numbers of the moment, line by line. */

import { type Arrays, filling } from "./filling";
import type { Panels } from "./panels";
import type { View } from "./view";

const DIGITS = 6;

export function equations(panel: HTMLElement, panels: Panels, arrays: Arrays, rows: number): View {
  for (const detail of panel.querySelectorAll<HTMLElement>('[data-choice="detail"]')) {
    for (const line of detail.querySelectorAll<HTMLElement>(".flow")) {
      const fill = filling(line, arrays, DIGITS);
      panels.part(line, ({ numbers, state }) => {
        if (!detail.hidden) fill(numbers, state.rows);
      });
    }
  }
  return ({ state }) => void panel.classList.toggle("resized", state.rows !== rows);
}
