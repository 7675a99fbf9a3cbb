// All that a device remembers: it notes events, seals batches, hears acknowledgements; nothing is ever taken away.

import { notAcknowledged, tellsOfAnother } from "./acknowledgement.js";
import { BEGINNING, fitting, INCARNATION_BYTES, lastOf, sealed } from "./batch.js";
import { isSame } from "./bytes.js";
import { checkEvent } from "./events.js";
import { Fault, JournalError } from "./faults.js";
import { deviceOf } from "./keys.js";

/** Make a log: sealed batches of all incarnations, the events since, the newest word from the shore or null. */
export function logOf({ incarnation, batches = [], waiting = [], said = null }) {
  return Object.freeze({ incarnation, batches, waiting, said });
}

/** Return the number of the first event that isn't sealed. */
export function firstWaiting(log) {
  const before = lastBatch(log);
  return before ? lastOf(before) + 1 : 1;
}

/** Return the hash of the last batch of this incarnation, or zeros. */
export function headOf(log) {
  const before = lastBatch(log);
  return before ? before.hash : BEGINNING;
}

/** Note events, and seal those that fill a batch; throw JournalError for one that can't be kept, without noting any. */
export async function noted(log, events, { secret }) {
  events.forEach(checkEvent);
  let after = logOf({ ...log, waiting: [...log.waiting, ...events] });
  let count = fitting(after.waiting);
  while (count < after.waiting.length) {
    after = await sealedUpTo(after, count, secret);
    count = fitting(after.waiting);
  }
  return after;
}

/** Seal what waits, for a hand-over. */
export async function closed(log, { secret }) {
  return log.waiting.length ? sealedUpTo(log, log.waiting.length, secret) : log;
}

/**
 * Take the shore's word; throw JournalError when it is about another device, from another store, or older than before.
 * When the shore holds what this device doesn't know, it goes on under the incarnation `fresh` (4 bytes, random).
 */
export async function heard(log, said, { publicKey, fresh }) {
  if (!isSame(said.device, await deviceOf(publicKey))) throw new JournalError(Fault.WRONG_DEVICE);
  if (log.said && !isSame(said.store, log.said.store)) throw new JournalError(Fault.WRONG_SHORE);
  if (log.said && isOlder(said, log.said)) throw new JournalError(Fault.STALE);
  if (fresh.length !== INCARNATION_BYTES) throw new JournalError(Fault.OUT_OF_RANGE, "incarnation");
  const isOldCopy = tellsOfAnother(log.batches, said, log.incarnation);
  return logOf({ ...log, said, incarnation: isOldCopy ? fresh : log.incarnation });
}

/** Return the sealed batches to hand over: those that the shore didn't say it holds, or all. */
export function offered(log, { everything = false } = {}) {
  return everything ? [...log.batches] : notAcknowledged(log.batches, log.said);
}

function lastBatch(log) {
  const before = log.batches[log.batches.length - 1];
  return before && isSame(before.header.incarnation, log.incarnation) ? before : null;
}

function isOlder(one, other) {
  return one.epoch === other.epoch ? one.counter < other.counter : one.epoch < other.epoch;
}

async function sealedUpTo(log, count, secret) {
  const place = { secret, incarnation: log.incarnation, first: firstWaiting(log), previous: headOf(log) };
  const batch = await sealed(log.waiting.slice(0, count), place);
  return logOf({ ...log, batches: [...log.batches, batch], waiting: log.waiting.slice(count) });
}
