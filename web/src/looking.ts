/* Looking: what is chosen to be seen of a state: detail, zoom, grain, and how far a walk through the circuit has come. */

export interface Looking {
  readonly choices: Readonly<Record<string, string>>; // by the name of what is chosen
  readonly place: number | null; // how many steps of the walk are done; null where nobody walks, and all is shown
}

/* What the page shows before anybody chose. */
export function lookingAt(page: Document): { readonly choices: Record<string, string>; readonly place: null } {
  const radios = page.querySelectorAll<HTMLInputElement>(".choice input[type=radio]:checked");
  return { choices: Object.fromEntries([...radios].map((one) => [one.name, one.value])), place: null };
}

const LOOK = "[data-look]"; // selects of what a panel draws

/* All of it as text, for a link: choices, selects of panels, how far the walk has come, and the part that is lit. */
export function writeLooking(page: Document, { choices, place }: Looking, part: string): string {
  const selects = [...page.querySelectorAll<HTMLSelectElement>(LOOK)].map((one) => [one.dataset["look"] ?? "", one.value] as const);
  const all = [...Object.entries(choices), ...selects, ["place", place === null ? "" : String(place)], ["part", part]] as const;
  return new URLSearchParams(all.filter(([, value]) => value !== "").map((pair) => [...pair]).sort()).toString();
}

/* What a text chooses, as far as this page offers it; selects are set at once, and tell their panels. */
export function readLooking(page: Document, text: string, walked: (zoom: string) => number): { readonly looking: Looking; readonly part: string } {
  const said = new URLSearchParams(text);
  const { choices } = lookingAt(page);
  for (const one of page.querySelectorAll<HTMLInputElement>(".choice input[type=radio]")) {
    if (said.get(one.name) === one.value) choices[one.name] = one.value;
  }
  const asked = said.get("hide") ?? "";
  if (offers(page.querySelector("select[name=hide]"), asked)) choices["hide"] = asked;
  for (const one of page.querySelectorAll<HTMLSelectElement>(LOOK)) {
    const value = said.get(one.dataset["look"] ?? "") ?? "";
    if (value === one.value || !offers(one, value)) continue;
    one.value = value;
    one.dispatchEvent(new Event("change"));
  }
  const place = said.has("place") ? Number(said.get("place")) : Number.NaN;
  const isPlace = Number.isInteger(place) && place >= 0 && place <= walked(choices["zoom"] ?? "");
  return { looking: { choices, place: isPlace ? place : null }, part: said.get("part") ?? "" };
}

const offers = (select: HTMLSelectElement | null, value: string): boolean => [...(select?.options ?? [])].some((one) => one.value === value && value !== "");

/* Whether a grain stays within one step of training. */
export const isWalked = (looking: Looking): boolean => ["gate", "layer"].includes(looking.choices["grain"] ?? "");

/* Calls back whenever somebody chooses. */
export function choosing(page: Document, choose: (name: string, option: string) => void): void {
  page.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(".choice [type=radio]")) choose(target.name, target.value);
    if (target instanceof HTMLSelectElement && target.name === "hide") choose(target.name, target.value);
  });
}

/* Shows what belongs to the options that are chosen, and hides what belongs to others. */
export function showChosen(page: Document, { choices }: Looking): void {
  for (const one of page.querySelectorAll<HTMLElement>("[data-choice]")) {
    one.hidden = choices[one.dataset["choice"] ?? ""] !== one.dataset["option"];
  }
  for (const one of page.querySelectorAll<HTMLInputElement>(".choice input[type=radio]")) one.checked = choices[one.name] === one.value;
}
