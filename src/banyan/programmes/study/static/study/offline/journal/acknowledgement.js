// An acknowledgement: what the shore holds of a device, signed, so that it need not be offered again; deletes nothing.

import { INCARNATION_BYTES, lastOf, MOST_SEQUENCE } from "./batch.js";
import { hexOf, isSame } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";
import { checkSignature, DEVICE_BYTES, KEY_BYTES, SIGNATURE_BYTES } from "./keys.js";
import { bodyOf, MOST_RECORD_BYTES, RecordKind } from "./records.js";
import { Bytes } from "./varints.js";

const STORE_BYTES = 8;
// Of a head's hash so much travels; a device compares it with its own few batches.
const HEAD_BYTES = 6;
const MOST_SEGMENTS = 2000;

/** Read an acknowledgement that the key in it signed; the device says if that is the shore's. Throw JournalError. */
export async function readAcknowledgement(record) {
  if (record.length > MOST_RECORD_BYTES) throw new JournalError(Fault.TOO_LARGE);
  const reader = bodyOf(record, RecordKind.ACKNOWLEDGEMENT);
  const [shoreKey, store] = [reader.take(KEY_BYTES), reader.take(STORE_BYTES)];
  const [epoch, counter, device] = [reader.varint(), reader.varint(), reader.take(DEVICE_BYTES)];
  const segments = segmentsOf(reader.rest(SIGNATURE_BYTES));
  reader.take(SIGNATURE_BYTES);
  await checkSignature(record, shoreKey);
  return Object.freeze({ store, epoch, counter, device, segments, shoreKey });
}

/** Return the device's own batches that the shore didn't say it holds, in their order; all when `said` is null. */
export function notAcknowledged(batches, said) {
  const byHash = new Map(batches.map((batch) => [hexOf(batch.hash), batch]));
  const byHead = new Map(batches.map((batch) => [placeOf(batch.header.incarnation, lastOf(batch), batch.hash), batch]));
  const held = new Set();
  for (const segment of said ? said.segments : []) {
    let batch = byHead.get(placeOf(segment.incarnation, segment.last, segment.head));
    while (batch && batch.header.first >= segment.first && !held.has(batch)) {
      held.add(batch);
      batch = byHash.get(hexOf(batch.header.previous));
    }
  }
  return batches.filter((batch) => !held.has(batch));
}

/** Say whether the shore holds events that aren't ours: this is an old copy, or there is another. */
export function tellsOfAnother(batches, said, incarnation) {
  const ours = new Set(batches.map((batch) => placeOf(batch.header.incarnation, lastOf(batch), batch.hash)));
  const theirs = said.segments.filter((segment) => isSame(segment.incarnation, incarnation));
  return theirs.some((segment) => !ours.has(placeOf(incarnation, segment.last, segment.head)));
}

function placeOf(incarnation, last, hash) {
  return `${hexOf(incarnation)} ${last} ${hexOf(hash.slice(0, HEAD_BYTES))}`;
}

function segmentsOf(content) {
  const reader = new Bytes(content);
  const segments = [];
  while (!reader.isAtEnd) {
    const [incarnation, count] = [reader.take(INCARNATION_BYTES), reader.varint()];
    if (count + segments.length > MOST_SEGMENTS) throw new JournalError(Fault.GARBLED, "segments");
    for (let at = 0; at < count; at += 1) {
      const [first, last, head] = [reader.varint(), reader.varint(), reader.take(HEAD_BYTES)];
      segments.push(Object.freeze({ incarnation, first, last, head }));
    }
  }
  const isRange = ({ first, last }) => first > 0 && first <= last && last <= MOST_SEQUENCE;
  if (!segments.every(isRange)) throw new JournalError(Fault.GARBLED, "segments");
  return segments;
}
