// What a device notes: that somebody studied an item for so long, or answered its quiz; many as columns of few bits.

import { asBytes, Bits } from "./bits.js";
import { columnCode, columnOf } from "./columns.js";
import { Fault, JournalError } from "./faults.js";
import { inOrder, namesCode, namesOf, whyNotName } from "./names.js";

const MOST_PACK = 2 ** 32 - 1;
/** 2 to the 36th second is the year 4147. */
export const MOST_STARTED = 2 ** 36 - 1;
export const MOST_ELAPSED = 100 * 24 * 3600;
export const MOST_SCORE = 100;

/** What was done with the item. */
export const Kind = Object.freeze({ STUDY: 0, QUIZ: 1 });

/** Who set the clock that the start was read from. */
export const Clock = Object.freeze({ UNSET: 0, HAND: 1, NETWORK: 2, SATELLITE: 3 });

const PLAIN = { kind: Kind.STUDY, score: null, clock: Clock.HAND, pack: 0 };

/** Make an event, a fact of a device that is never changed; `started` in seconds since 1970, `elapsed` in seconds. */
export function eventOf(fields) {
  const { learner, item, started, elapsed, kind, score, clock, pack } = { ...PLAIN, ...fields };
  return Object.freeze({ learner, item, started, elapsed, kind, score, clock, pack });
}

/** Throw JournalError when a field of `event` can't be kept; `where` names the field. */
export function checkEvent(event) {
  const isQuiz = event.kind === Kind.QUIZ;
  const wrong = {
    learner: whyNotName(event.learner) !== null,
    item: whyNotName(event.item) !== null,
    started: !isWhole(event.started, MOST_STARTED),
    elapsed: !isWhole(event.elapsed, MOST_ELAPSED),
    pack: !isWhole(event.pack, MOST_PACK),
    kind: !isWhole(event.kind, Kind.QUIZ),
    score: isQuiz ? !isWhole(event.score, MOST_SCORE) : event.score !== null,
    clock: !isWhole(event.clock, Clock.SATELLITE),
  };
  for (const field of Object.keys(wrong)) if (wrong[field]) throw new JournalError(Fault.OUT_OF_RANGE, field);
}

/** Write events in their order, at least one, as columns. */
export function eventsCode(events) {
  const learners = inOrder(events.map((event) => event.learner));
  const items = inOrder(events.map((event) => event.item));
  const learnerAt = new Map(learners.map((name, at) => [name, at]));
  const itemAt = new Map(items.map((name, at) => [name, at]));
  const columns = [
    events.map((event) => learnerAt.get(event.learner)),
    events.map((event) => itemAt.get(event.item)),
    ...["pack", "started", "clock", "elapsed", "kind"].map((field) => events.map((event) => event[field])),
    events.map((event) => event.score).filter((score) => score !== null),
  ];
  return asBytes([namesCode(learners), namesCode(items), ...columns.filter((column) => column.length).map(columnCode)]);
}

/** Read `count` events, at least one; throw JournalError. */
export function eventsOf(content, count) {
  const bits = new Bits(content);
  const [learners, items] = [namesOf(bits), namesOf(bits)];
  const columns = Array.from({ length: 7 }, () => columnOf(bits, count));
  const kinds = columns[6];
  const quizzes = kinds.filter((kind) => kind === Kind.QUIZ).length;
  const scores = quizzes ? columnOf(bits, quizzes) : [];
  bits.end();
  const events = kinds.map((kind, at) => {
    const [learner, item, pack, started, clock, elapsed] = columns.map((column) => column[at]);
    const isKnown = learner < learners.length && item < items.length && kind <= Kind.QUIZ && clock <= Clock.SATELLITE;
    if (!isKnown) throw new JournalError(Fault.GARBLED, "events");
    const score = kind === Kind.QUIZ ? scores.shift() : null;
    return eventOf({ learner: learners[learner], item: items[item], started, elapsed, kind, score, clock, pack });
  });
  events.forEach(checkEvent);
  return events;
}

function isWhole(value, most) {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
