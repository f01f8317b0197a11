/* Hiding: what a teacher takes off the page, by its address: `?hide=board,programs`. */

const HIDE = "hide";

/* The panels of a page by name: the key of their numbers, else their heading. */
export function panelsOf(page: Document): ReadonlyMap<string, HTMLElement> {
  const all = [...page.querySelectorAll<HTMLElement>("[data-panel], section.panel")];
  return new Map(all.map((one) => [nameOf(one), one]));
}

function nameOf(panel: HTMLElement): string {
  return panel.dataset["panel"] ?? panel.querySelector("h2")?.textContent?.trim().toLowerCase().replaceAll(" ", "-") ?? "";
}

/* Takes the panels off that an address names; the names that are none. */
export function hide(page: Document, query: string): readonly string[] {
  const panels = panelsOf(page);
  const names = hiddenBy(query);
  for (const name of names) panels.get(name)?.setAttribute("hidden", "");
  return names.filter((name) => !panels.has(name));
}

export function hiddenBy(query: string): readonly string[] {
  const asked = new URLSearchParams(query).getAll(HIDE).join(",");
  return asked.split(",").map((name) => name.trim()).filter(Boolean);
}

/* The query that hides these. */
export const hiding = (names: readonly string[]): string => (names.length ? `?${HIDE}=${names.join(",")}` : "");
