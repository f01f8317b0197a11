/* What every view is given: the state, all numbers that follow from it, and what is chosen to be seen of it.

Numbers are computed when the first view asks for them: while a run plays, none in sight may want them. */

import type { Looking } from "./looking";
import type { Numbers } from "./programs";
import type { State } from "./state";

export interface Moment {
  readonly state: State;
  readonly numbers: Numbers;
  readonly looking: Looking;
}

export type View = (moment: Moment) => void;

export function momentOf(state: State, looking: Looking, compute: () => Numbers): Moment {
  let known: Numbers | null = null;
  return {
    state,
    looking,
    get numbers() {
      return (known ??= compute());
    },
  };
}

/* An element with attributes and children. */
export function element(
  page: Document,
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElement {
  const made = page.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/* Text that is written only where it is another one, into the node that is there: a new one would be laid out anew. */
export function write(place: Element, text: string): void {
  const { firstChild } = place;
  if (!(firstChild instanceof Text) || firstChild.nextSibling) place.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
