// What learners have done on this phone: an item is done when most of its minutes were studied or its quiz was passed.

const LEAST_SHARE = 80;

/** Sum events up; `manifests` are the packs aboard, the newest first, which say how long an item is. */
export function learningOf(events, manifests) {
  const items = itemsOf(manifests);
  const [seconds, best] = [new Map(), new Map()];
  for (const { learner, item, elapsed, score } of events) {
    const key = keyOf(learner, item);
    seconds.set(key, (seconds.get(key) || 0) + elapsed);
    if (score !== null) best.set(key, Math.max(best.get(key) || 0, score));
  }
  const isDone = (learner, item) => {
    const asked = items.get(item);
    const key = keyOf(learner, item);
    if (!asked) return false;
    const isPassed = asked.pass_score !== null && best.has(key) && best.get(key) >= asked.pass_score;
    return isPassed || (asked.minutes > 0 && (seconds.get(key) || 0) * 100 >= asked.minutes * 60 * LEAST_SHARE);
  };
  return Object.freeze({
    isDone,
    seconds: (learner, item) => seconds.get(keyOf(learner, item)) || 0,
    best: (learner, item) => (best.has(keyOf(learner, item)) ? best.get(keyOf(learner, item)) : null),
    left: (learner, item) => leftOf(items.get(item), seconds.get(keyOf(learner, item)) || 0),
  });
}

// Seconds that are still to be studied.
function leftOf(asked, seconds) {
  return asked ? Math.max(0, (asked.minutes * 60 * LEAST_SHARE) / 100 - seconds) : 0;
}

function itemsOf(manifests) {
  const items = new Map();
  for (const { courses } of manifests) {
    for (const course of courses) for (const item of course.items) if (!items.has(item.id)) items.set(item.id, item);
  }
  return items;
}

function keyOf(learner, item) {
  return JSON.stringify([learner, item]);
}
