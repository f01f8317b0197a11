/* Badges: whether a gradient agrees with central differences, beside each parameter; a click gives the table. */

import { checked, type Cost, type Entry, type Rules } from "./check";
import { formatNumber } from "./numbers";
import type { Named } from "./payload";
import { type Moment, type View, element, write } from "./view";

const BUDGET = 8; // milliseconds at a time, so that nobody waits for a check
const WAITING = "…";
const SIGNS = { right: "✓", wrong: "✗", "not judged": "–" } as const;

interface Badge {
  readonly of: Named;
  readonly slope: Named;
  readonly button: HTMLElement;
  readonly table: HTMLElement;
}

export type CostAt = (moment: Moment) => Cost;

/* A badge for each parameter of a panel that has a cotangent. */
export function badges(panel: HTMLElement, all: readonly (readonly [Named, Named])[], rules: Rules, costAt: CostAt, name: string): View {
  const found = all.flatMap(([of, slope]) => {
    const card = panel.querySelector<HTMLElement>(`.card[data-part="${CSS.escape(of.name)}"]`);
    return card ? [badge(card, of, slope)] : [];
  });
  let job = 0; // the one that is waited for
  return (moment) => {
    clearTimeout(job);
    for (const one of found) if (one.button.dataset["verdict"] !== "waiting") judged(one, null, "");
    if (moment.state.playing) return; // nothing old is shown, and a run does not wait
    const work = verdicts(found, moment, rules, costAt(moment), moment.numbers.get(name)?.[0] ?? Number.NaN);
    const go = (): void => {
      const end = performance.now() + BUDGET;
      while (performance.now() < end) if (work.next().done) return;
      job = setTimeout(go, 0);
    };
    job = setTimeout(go, 0);
  };
}

function badge(card: HTMLElement, of: Named, slope: Named): Badge {
  const page = card.ownerDocument;
  const table = element(page, "div", { class: "check", hidden: "" });
  const button = element(page, "button", { type: "button", class: "badge", "aria-expanded": "false" }, WAITING);
  button.addEventListener("click", () => {
    table.hidden = !table.hidden;
    button.setAttribute("aria-expanded", String(!table.hidden));
  });
  card.append(button, table);
  return { of, slope, button, table };
}

/* Judges one badge after another; it rests after every entry. */
function* verdicts(all: readonly Badge[], moment: Moment, rules: Rules, cost: Cost, here: number): Generator<void> {
  for (const one of all) {
    const entries: Entry[] = [];
    for (const entry of checked(cost, here, one.of.name, moment.numbers, one.slope.name, rules)) {
      entries.push(entry);
      yield;
    }
    judged(one, entries, table(one.table, one.of, entries));
  }
}

function judged({ button, slope, table }: Badge, entries: readonly Entry[] | null, said: string): void {
  const verdicts = new Set(entries?.map((one) => one.verdict));
  const verdict = verdicts.has("wrong") ? "wrong" : verdicts.has("right") ? "right" : "not judged";
  button.dataset["verdict"] = entries ? verdict : "waiting";
  const text = entries ? `${SIGNS[verdict]} ${verdict === "not judged" ? verdict : `checked: ${verdict}`}` : WAITING;
  write(button, text);
  button.setAttribute("aria-label", `${text}, ${slope.written} against central differences${said}`);
  if (!entries) table.replaceChildren();
}

/* The table of a check, and how far the two lie apart in words. */
function table(place: HTMLElement, of: Named, entries: readonly Entry[]): string {
  const page = place.ownerDocument;
  const row = (tag: string, cells: readonly string[]): HTMLElement =>
    element(page, "tr", {}, ...cells.map((one) => element(page, tag, tag === "th" ? { scope: "col" } : {}, one)));
  const body = entries.map((one) => {
    const made = row("td", [where(of, one.place), number(one.analytic), number(one.difference), number(one.error, 2), one.verdict]);
    made.lastElementChild?.classList.add(one.verdict === "right" ? "right" : "wrong");
    return made;
  });
  const head = row("th", ["entry", "analytic", "central difference", "relative error", ""]);
  place.replaceChildren(element(page, "table", {}, element(page, "thead", {}, head), element(page, "tbody", {}, ...body)));
  const worst = Math.max(...entries.map((one) => one.error));
  return `, largest relative error ${number(worst, 2)}`;
}

const number = (value: number, digits = 6): string => formatNumber(value, digits).replaceAll("-", "−");

function where(of: Named, place: number): string {
  const columns = of.shape.at(-1) ?? 1;
  return of.shape.length ? `${Math.floor(place / columns) + 1}, ${(place % columns) + 1}` : of.written;
}
