/* Linked selection: what is pointed at or reached by keys lights up wherever it is shown: equations, circuit, tables, code. */

import { parts } from "./filling";

/* A part has the same name in every panel; an entry W1[0,1] lights up with the whole, and the whole with its entries. */
export function link(page: Document): void {
  let lit: string | null = null;
  const select = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-part]") : null;
    const name = target?.dataset["part"] ?? null;
    if (name === lit) return;
    lit = name;
    for (const one of page.querySelectorAll(".linked")) one.classList.remove("linked");
    if (name === null) return;
    const whole = parts(name).array;
    for (const one of page.querySelectorAll<HTMLElement | SVGElement>("[data-part]")) {
      const other = one.dataset["part"] ?? "";
      if (other === name || other === whole || (name === whole && parts(other).array === name)) one.classList.add("linked");
    }
  };
  page.addEventListener("pointermove", (event) => {
    if (event.movementX || event.movementY) select(event); // a page that scrolls below a still pointer selects nothing
  });
  page.addEventListener("focusin", select);
}
