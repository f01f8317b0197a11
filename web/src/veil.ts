/* The veil: while somebody walks through the circuit, numbers that are found later are not shown anywhere. */

import type { View } from "./view";
import type { Walk } from "./walk";

export function veil(page: Document, walks: ReadonlyMap<string, Walk>): View {
  let isDrawn = false;
  return ({ looking }) => {
    const walk = walks.get(looking.choices["zoom"] ?? "");
    const { place } = looking;
    if (place === null ? !isDrawn : !walk) return;
    isDrawn = place !== null;
    for (const one of page.querySelectorAll<HTMLElement | SVGElement>("[data-name],[data-entry]")) {
      const name = one.dataset["name"] ?? one.dataset["entry"] ?? "";
      one.classList.toggle("later", place !== null && walk !== undefined && walk.isLater(name, place));
    }
  };
}
