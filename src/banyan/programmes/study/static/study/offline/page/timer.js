// How long an item was studied: while it is on the screen, or its sound plays; kept every few seconds, so that a crash costs little.

const TICK_SECONDS = 1;
const KEPT_EVERY = 10;
// A phone that slept comes back with one long step, of which nobody knows who was there.
const MOST_STEP_SECONDS = 5;
const MOST_SOUND_STEP_SECONDS = 90;

/** Count from now; `isSounding()` says whether the sound plays, `keep(seconds)` keeps how far it came. */
export class Timer {
  constructor({ isSounding, keep, most }) {
    this.isSounding = isSounding;
    this.keep = keep;
    this.most = most;
    this.seconds = 0;
    this.last = performance.now();
    this.keptAt = 0;
    this.id = setInterval(() => this.tick(), TICK_SECONDS * 1000);
    this.hide = () => document.visibilityState === "hidden" && this.save();
    document.addEventListener("visibilitychange", this.hide);
  }

  tick() {
    const now = performance.now();
    const step = (now - this.last) / 1000;
    this.last = now;
    if (this.isSounding()) this.seconds += Math.min(step, MOST_SOUND_STEP_SECONDS);
    else if (document.visibilityState === "visible") this.seconds += Math.min(step, MOST_STEP_SECONDS);
    this.seconds = Math.min(this.seconds, this.most);
    if (this.seconds - this.keptAt >= KEPT_EVERY) this.save();
  }

  // Whoever puts the phone away may never come back to this page.
  save() {
    this.keptAt = this.seconds;
    if (this.seconds >= 1) this.keep(Math.floor(this.seconds));
  }

  /** End and return the whole seconds. */
  stop() {
    this.tick();
    clearInterval(this.id);
    document.removeEventListener("visibilitychange", this.hide);
    return Math.floor(this.seconds);
  }
}
