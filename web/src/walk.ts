/* A walk: the steps of both passes through the circuit, gate by gate, as Python wrote them down. */

import { parts } from "./filling";

export interface Turn {
  readonly item: HTMLElement; // formula, numbers, result and sentence
  readonly phase: string; // forward or backward
  readonly gate: string; // whose turn it is
  readonly key: string; // of the number that is found
  readonly ends: boolean; // whether that number has a name on the board
}

export class Walk {
  readonly turns: readonly Turn[];
  private readonly found = new Map<string, number>(); // after how many steps a number is known
  private readonly costs: ReadonlySet<string>;

  constructor(list: Element) {
    this.turns = [...list.children].map((one) => {
      const item = one as HTMLElement;
      const { phase = "", gate = "", key = "", ends } = item.dataset;
      return { item, phase, gate, key: plain(key), ends: ends === "true" };
    });
    this.turns.forEach(({ key }, i) => {
      this.found.set(key, i + 1);
      const { array } = parts(key);
      this.found.set(array, Math.max(i + 1, this.found.get(array) ?? 0)); // an array is known when all of it is
    });
    this.costs = new Set(this.turns.filter((one) => one.phase === "backward").map((one) => one.key.split("/")[0] ?? ""));
  }

  get length(): number {
    return this.turns.length;
  }

  /* Whether a number is not known yet, where so many steps are done. */
  isLater(name: string, place: number): boolean {
    const key = plain(name);
    const own = parts(key);
    const entry = own.summary ? undefined : this.found.get(key);
    const known = entry ?? this.found.get(own.array);
    if (known !== undefined) return known > place;
    return /^[=~]/u.test(key) || this.costs.has(key.split("/")[0] ?? "-") ? place < this.length : false;
  }

  /* Where the next press leads from here: one gate on, or to the next number with a name. */
  after(place: number, grain: string): number {
    const next = this.turns.findIndex((turn, i) => i >= place && (grain === "gate" || turn.ends));
    return next < 0 ? this.length : next + 1;
  }

  /* Where the last press came from. */
  before(place: number, grain: string): number {
    for (let i = place - 1; i > 0; i -= 1) if (grain === "gate" || this.turns[i - 1]?.ends) return i;
    return 0;
  }
}

/* A key without the name of the cost, which may be that of its only entry. */
const plain = (key: string): string => key.replace(/^∂[^/]*\/∂/u, "∂/");
