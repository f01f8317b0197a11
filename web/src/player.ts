/* The player: presses forward by itself, so many times a second, until somebody stops it or a condition does. */

const EVERY_FRAME = 60; // presses a second, and more: one for each frame

export class Player {
  private frame = 0; // the one that is waited for
  private due = 0;

  /* `press` says whether there is more to come; `speed` is in presses a second. */
  constructor(
    private readonly press: () => boolean,
    private readonly speed: () => number,
  ) {}

  start(): void {
    this.stop();
    this.due = 0;
    this.frame = requestAnimationFrame((now) => this.play(now));
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private play(now: number): void {
    if (now >= this.due) {
      const speed = this.speed();
      this.due = speed >= EVERY_FRAME ? 0 : Math.max(this.due, now - 1000 / speed) + 1000 / speed;
      if (!this.press()) return;
    }
    this.frame = requestAnimationFrame((next) => this.play(next));
  }
}
