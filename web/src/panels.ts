/* Panels: each has views that draw it, and says of which revision its numbers are.

While a run plays or a number is dragged, only what is in sight is drawn; what comes into sight is drawn at once. */

import type { Moment, View } from "./view";

const NEAR = "200px"; // around what is in sight, so that nothing old is scrolled into it

export class Panels {
  private readonly views = new Map<HTMLElement, View[]>();
  private readonly seen = new Set<Element>();
  private readonly drawn = new Map<HTMLElement, number>();
  private last: Moment | null = null;

  constructor(private readonly page: Document) {
    const observer = new IntersectionObserver((entries) => this.moved(entries), { rootMargin: NEAR });
    for (const panel of page.querySelectorAll<HTMLElement>("[data-panel]")) {
      this.views.set(panel, []);
      observer.observe(panel);
    }
  }

  /* The panel of a name, if the page has it. */
  find(name: string): HTMLElement | null {
    return [...this.views.keys()].find((panel) => panel.dataset["panel"] === name) ?? null;
  }

  /* Another view of a panel, if the page has it. */
  add(name: string, made: (panel: HTMLElement) => View): void {
    const panel = this.find(name);
    if (panel) this.views.get(panel)?.push(made(panel));
  }

  /* Draws a moment: all panels, or those in sight. */
  draw(moment: Moment, everything: boolean): void {
    this.last = moment;
    for (const panel of this.views.keys()) if (everything || this.seen.has(panel)) this.drawOne(panel, moment);
    this.page.documentElement.dataset["revision"] = String(moment.state.revision);
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
