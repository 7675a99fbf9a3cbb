// A batch: a stretch of one device's events, signed, chained to the stretch before, and never cut anew.

import { concat, isSame } from "./bytes.js";
import { checkEvent, eventsCode, eventsOf } from "./events.js";
import { Fault, JournalError } from "./faults.js";
import { checkSignature, DEVICE_BYTES, deviceOf, publicOf, sha256, SIGNATURE_BYTES, signed } from "./keys.js";
import { bodyOf, head, MOST_RECORD_BYTES, RecordKind } from "./records.js";
import { varint } from "./varints.js";

export const INCARNATION_BYTES = 4;
const HASH_BYTES = 16;
const MOST_EVENTS = 1024;
export const MOST_SEQUENCE = 2 ** 35 - 1;
// A batch of this size fits a text message of a Beidou terminal: 1,000 characters of 12 bits.
const SEALED_AT_BYTES = 1500;
/** The hash before the first batch of an incarnation. */
export const BEGINNING = new Uint8Array(HASH_BYTES);
// Kind and form, device, incarnation, the longest numbers, the hash before.
const MOST_HEADER_BYTES =
  2 + DEVICE_BYTES + INCARNATION_BYTES + varint(MOST_SEQUENCE).length + varint(MOST_EVENTS).length + HASH_BYTES;

/** Write `events`, at least one, as the batch {header, hash, record} that follows `previous`; throw JournalError. */
export async function sealed(events, { secret, incarnation, first, previous }) {
  if (!isPlaced(first, events.length)) throw new JournalError(Fault.OUT_OF_RANGE, "count");
  events.forEach(checkEvent);
  const device = await deviceOf(await publicOf(secret));
  const header = { device, incarnation, first, count: events.length, previous };
  const record = await signed(concat(headerBytes(header), eventsCode(events)), secret);
  return batchOf(header, record);
}

/** Read where a batch stands, without its events and before its signature is checked; throw JournalError. */
export async function readBatch(record) {
  if (record.length > MOST_RECORD_BYTES) throw new JournalError(Fault.TOO_LARGE);
  const reader = bodyOf(record, RecordKind.BATCH);
  const [device, incarnation] = [reader.take(DEVICE_BYTES), reader.take(INCARNATION_BYTES)];
  const [first, count, previous] = [reader.varint(), reader.varint(), reader.take(HASH_BYTES)];
  reader.take(SIGNATURE_BYTES);
  if (!isPlaced(first, count) || (first === 1) !== isSame(previous, BEGINNING)) {
    throw new JournalError(Fault.GARBLED, "header");
  }
  return batchOf({ device, incarnation, first, count, previous }, record);
}

/** Read the events of a batch; throw JournalError. */
export function eventsIn(batch) {
  const reader = bodyOf(batch.record, RecordKind.BATCH);
  reader.take(headerBytes(batch.header).length - 2);
  return eventsOf(reader.rest(SIGNATURE_BYTES), batch.header.count);
}

/** Throw JournalError unless the device with this public key wrote `batch`. */
export async function checkBatch(batch, publicKey) {
  if (!isSame(await deviceOf(publicKey), batch.header.device)) throw new JournalError(Fault.WRONG_DEVICE);
  await checkSignature(batch.record, publicKey);
}

/** Return the name of a batch: the first 16 bytes of the SHA-256 of all before its signature. */
export async function batchHash(record) {
  return (await sha256(record.slice(0, -SIGNATURE_BYTES))).slice(0, HASH_BYTES);
}

/** Return the number of the last event of a batch. */
export function lastOf({ header }) {
  return header.first + header.count - 1;
}

/** Return how many of the first events one batch of at most `mostBytes` holds, at least 1. */
export function fitting(events, mostBytes = SEALED_AT_BYTES) {
  const room = mostBytes - MOST_HEADER_BYTES - SIGNATURE_BYTES;
  const fits = (count) => eventsCode(events.slice(0, count)).length <= room;
  const most = Math.min(events.length, MOST_EVENTS);
  let [low, high] = [1, Math.min(most, 64)];
  while (high < most && fits(high)) [low, high] = [high, Math.min(2 * high, most)];
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function batchOf(header, record) {
  return Object.freeze({ header: Object.freeze(header), hash: await batchHash(record), record });
}

function isPlaced(first, count) {
  return count > 0 && count <= MOST_EVENTS && first > 0 && first <= MOST_SEQUENCE - count;
}

function headerBytes({ device, incarnation, first, count, previous }) {
  return concat(head(RecordKind.BATCH), device, incarnation, varint(first), varint(count), previous);
}
