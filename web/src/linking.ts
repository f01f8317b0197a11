/* Linked selection: what is pointed at or reached by keys lights up wherever it is shown: equations, circuit, tables, code.

A click, or Enter, keeps a part lit until another one is kept, or it is let go. */

import { parts } from "./filling";

/* Which part is kept; "" for none. */
export interface Selection {
  readonly kept: () => string;
  readonly keep: (part: string) => void;
}

/* A part has the same name in every panel; an entry W1[0,1] lights up with the whole, and the whole with its entries. */
export function link(page: Document): Selection {
  let lit = "";
  const select = (name: string): void => {
    if (name === lit) return;
    lit = name;
    for (const one of page.querySelectorAll(".linked")) one.classList.remove("linked");
    if (name === "") return;
    const whole = parts(name).array;
    for (const one of page.querySelectorAll<HTMLElement | SVGElement>("[data-part]")) {
      const other = one.dataset["part"] ?? "";
      if (other === name || other === whole || (name === whole && parts(other).array === name)) one.classList.add("linked");
    }
  };
  let kept = "";
  const partOf = ({ target }: Event): string => (target instanceof Element && target.closest<HTMLElement>("[data-part]")?.dataset["part"]) || "";
  const pointed = (event: Event): void => select(partOf(event) || kept);
  const keep = (part: string): void => select((kept = part));
  const toggled = (event: Event): void => {
    const part = partOf(event);
    if (part) keep(part === kept ? "" : part);
  };
  page.addEventListener("pointermove", (event) => {
    if (event.movementX || event.movementY) pointed(event); // a page that scrolls below a still pointer selects nothing
  });
  page.addEventListener("focusin", pointed);
  page.addEventListener("click", toggled);
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.matches("[data-part]")) toggled(event);
  });
  return { kept: () => kept, keep };
}
