/* The bridge: a page that a notebook's widget shows tells its state, and opens what it is asked to. */

import type { State } from "./state";
import type { View } from "./view";

const EVERY = 200; // milliseconds between two states that are told while a page plays

/* Steps that Python has made, with the vectors after the last of them. */
export interface Streamed {
  readonly step: number;
  readonly costs: readonly number[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

export interface Asked {
  readonly open?: string; // a state, as a file has it
  readonly step?: number;
  readonly scroll?: number;
  readonly streamed?: Streamed;
}

export interface Bridge {
  readonly shared: (state: State) => string;
  readonly open: (text: string) => unknown;
  readonly seek: (step: number) => void;
  readonly take: (streamed: Streamed) => void;
}

/* Only a page that Python made for a widget listens, and only to the frame around it. */
export function bridge(page: Document, { shared, open, seek, take }: Bridge): View | null {
  const own = page.defaultView;
  if (!own || own.parent === own || page.documentElement.dataset["widget"] === undefined) return null;
  own.addEventListener("message", ({ source, data }: MessageEvent<Asked | null>) => {
    if (source !== own.parent) return;
    if (typeof data?.open === "string") open(data.open);
    if (typeof data?.step === "number" && Number.isSafeInteger(data.step)) seek(data.step);
    if (typeof data?.scroll === "number") own.scrollTo(0, data.scroll);
    if (data?.streamed) take(data.streamed);
  });
  let told: State | null = null;
  let waiting = false;
  const tell = (): void => {
    waiting = false;
    if (told) own.parent.postMessage({ state: shared(told), step: told.step, scroll: own.scrollY }, "*"); // its parent has no address it could name
  };
  return ({ state }) => {
    told = state;
    if (!waiting) setTimeout(tell, state.playing ? EVERY : 0);
    waiting = true;
  };
}
