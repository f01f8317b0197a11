/* Looking: what is chosen to be seen of a state: detail, zoom, grain, and how far a walk through the circuit has come. */

export interface Looking {
  readonly choices: Readonly<Record<string, string>>; // by the name of what is chosen
  readonly place: number | null; // how many steps of the walk are done; null where nobody walks, and all is shown
}

/* What the page shows before anybody chose. */
export function lookingAt(page: Document): Looking {
  const radios = page.querySelectorAll<HTMLInputElement>(".choice input[type=radio]:checked");
  return { choices: Object.fromEntries([...radios].map((one) => [one.name, one.value])), place: null };
}

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
