/* Panels: each has views that draw it, and says of which revision its numbers are; so has each part of a long one.

While a run plays or a number is dragged, only what is in sight is drawn; what comes into sight is drawn at once.
The page has the revision of a moment as soon as everything has it that is to be drawn. */

import { Work } from "./ground";
import type { Moment, View } from "./view";

const NEAR = "200px"; // around what is in sight, so that nothing old is scrolled into it
const NUMBERS = "[data-name],[data-entry],td>input";
const AT_ONCE = 2500; // numbers of a page

export class Panels {
  private readonly views = new Map<HTMLElement, View[]>();
  private readonly seen = new Set<Element>();
  private readonly drawn = new Map<HTMLElement, number>();
  private readonly later = new Work();
  private last: Moment | null = null;

  private readonly observer = new IntersectionObserver((entries) => this.moved(entries), { rootMargin: NEAR });

  constructor(private readonly page: Document) {
    for (const panel of page.querySelectorAll<HTMLElement>("[data-panel]")) this.watch(panel);
  }

  /* The panel of a name, if the page has it. */
  find(name: string): HTMLElement | null {
    return [...this.views.keys()].find((panel) => panel.dataset["panel"] === name) ?? null;
  }

  /* Another view of a panel, if the page has it. */
  add(name: string, made: (panel: HTMLElement) => View | void): void {
    const panel = this.find(name);
    const view = panel && made(panel);
    if (view) this.views.get(panel)?.push(view);
  }

  /* A part of a panel, which is drawn after it. */
  part(part: HTMLElement, ...views: readonly View[]): void {
    this.watch(part).push(...views);
  }

  /* Draws a moment: what is in sight, and everything else at once as well, or where that is much, a little at a time. */
  draw(moment: Moment, everything: boolean): void {
    this.last = moment;
    this.later.stop();
    const isFirst = this.drawn.size === 0; // when tables have no cells yet
    for (const drawn of this.views.keys()) if (this.seen.has(drawn)) this.drawOne(drawn, moment);
    const done = (): void => void (this.page.documentElement.dataset["revision"] = String(moment.state.revision));
    if (!everything) return done();
    const others = this.others(moment);
    if (isFirst || this.page.querySelectorAll(NUMBERS).length > AT_ONCE) return this.later.begin(others, done);
    for (const _ of others);
    done();
  }

  private *others(moment: Moment): Generator<void, void> {
    for (const drawn of this.views.keys()) {
      this.drawOne(drawn, moment);
      yield;
    }
  }

  private watch(drawn: HTMLElement): View[] {
    const views: View[] = [];
    this.views.set(drawn, views);
    this.observer.observe(drawn);
    return views;
  }

  private drawOne(panel: HTMLElement, moment: Moment): void {
    const { revision } = moment.state;
    if (this.drawn.get(panel) === revision) return;
    this.drawn.set(panel, revision);
    for (const view of this.views.get(panel) ?? []) view(moment);
    panel.dataset["revision"] = String(revision);
  }

  private moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
      if (isIntersecting && this.last) this.drawOne(target as HTMLElement, this.last);
    }
  }
}
