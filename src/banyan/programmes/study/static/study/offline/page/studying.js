// Who studies at this phone and what they have open; every step of it becomes events that are on the disk.

import { Clock, Kind } from "../journal/events.js";
import { Timer } from "./timer.js";

// For what has no minutes of its own.
const LEAST_MOST_SECONDS = 600;

/** The people before the screen, and the item that is open. */
export class Studying {
  constructor(phone) {
    this.phone = phone;
    this.learners = [];
    this.open = null;
    this.handedIn = null;
  }

  /** Note what was open when the page ended without a word, as by an empty battery; return its seconds, 0 for none. */
  async recover() {
    const left = await this.phone.kept("open");
    if (!left || !left.seconds) return 0;
    await this.phone.note(this.events(left, {}), { open: null });
    return left.seconds;
  }

  /** Begin to count an item's time, unless it is open already. */
  begin(item, manifest, isSounding = () => false) {
    this.isSounding = isSounding;
    if (this.open && this.open.item === item.id) return;
    const open = { item: item.id, learners: this.learners, pack: manifest.number, started: now(), clock: clockOf(manifest), seconds: 0 };
    const keep = (seconds) => this.phone.keep("open", { ...open, seconds }).catch(() => null);
    this.open = open;
    this.timer = new Timer({ isSounding: () => this.isSounding(), keep, most: 2 * item.minutes * 60 || LEAST_MOST_SECONDS });
  }

  /** Note the time of what is open, with a score for a quiz; resolve with whole seconds when it is on the disk. */
  async end({ score = null } = {}) {
    if (!this.open) return 0;
    const open = { ...this.open, seconds: this.timer.stop() };
    this.open = null;
    if (!open.seconds && score === null) return 0;
    await this.phone.note(this.events(open, { score }), { open: null });
    return open.seconds;
  }

  events({ item, learners, pack, started, clock, seconds }, { score = null }) {
    const kind = score === null ? Kind.STUDY : Kind.QUIZ;
    return learners.map((learner) => ({ learner, item, started, elapsed: seconds, kind, score, clock, pack }));
  }
}

// A clock that is before the pack was made hasn't been set.
function clockOf(manifest) {
  return now() < manifest.issued ? Clock.UNSET : Clock.HAND;
}

function now() {
  return Math.floor(Date.now() / 1000);
}
