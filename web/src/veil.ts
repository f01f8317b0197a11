/* The veil: numbers that are found later in a walk, and those that somebody wants to work out, are not shown anywhere. */

import { parts } from "./filling";
import type { Looking } from "./looking";
import type { View } from "./view";
import type { Walk } from "./walk";

export function veil(page: Document, walks: ReadonlyMap<string, Walk>): View {
  let isDrawn = false;
  return ({ looking }) => {
    const walk = looking.place === null ? undefined : walks.get(looking.choices["zoom"] ?? "");
    const asked = looking.choices["hide"] ?? "";
    if (!walk && !asked && !isDrawn) return;
    isDrawn = Boolean(walk || asked);
    page.documentElement.toggleAttribute("data-asked", asked !== "");
    // a walk shows one step, the one that is done
    for (const one of page.querySelectorAll<HTMLElement | SVGElement>("[data-name],[data-entry]")) {
      const name = one.dataset["name"] ?? one.dataset["entry"] ?? "";
      one.classList.toggle("later", (!one.closest(".walk") && isLater(name, walk, looking)) || (asked !== "" && parts(name).array === asked));
    }
  };
}

const isLater = (name: string, walk: Walk | undefined, { place }: Looking): boolean =>
  walk !== undefined && place !== null && walk.isLater(name, place);
