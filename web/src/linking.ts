/* Linked selection: what is pointed at or reached by keys lights up wherever it is shown, in circuit and tables. */

/* A part has the same name in every panel. */
export function link(page: Document): void {
  const parts = new Map<string, Element[]>();
  for (const one of page.querySelectorAll<HTMLElement | SVGElement>("[data-part]")) {
    const name = one.dataset["part"] ?? "";
    parts.set(name, [...(parts.get(name) ?? []), one]);
  }
  let lit: readonly Element[] = [];
  const select = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-part]") : null;
    const found = parts.get(target?.dataset["part"] ?? "") ?? [];
    if (found === lit) return;
    lit.forEach((one) => one.classList.remove("linked"));
    found.forEach((one) => one.classList.add("linked"));
    lit = found;
  };
  page.addEventListener("pointermove", (event) => {
    if (event.movementX || event.movementY) select(event); // a page that scrolls below a still pointer selects nothing
  });
  page.addEventListener("focusin", select);
}
