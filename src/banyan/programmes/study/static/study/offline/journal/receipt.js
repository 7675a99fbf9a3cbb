// A receipt: what learners did, summed up in one short message until the batches themselves arrive and take its place.

import { asBytes, Bits } from "./bits.js";
import { concat, encoded, isSame, startsWith } from "./bytes.js";
import { columnCode, columnOf } from "./columns.js";
import { MOST_ELAPSED, MOST_SCORE, MOST_STARTED } from "./events.js";
import { Fault, JournalError } from "./faults.js";
import { checkSignature, DEVICE_BYTES, deviceOf, mac, publicOf, SIGNATURE_BYTES, signed } from "./keys.js";
import { compareNames, inOrder, namesCode, namesOf } from "./names.js";
import { bodyOf, head, kindOf, RecordKind } from "./records.js";
import { varint } from "./varints.js";

export const REGIONAL_BITS = 14000;
export const GLOBAL_BITS = 560;
const DIGEST_BYTES = 6;
const SHORT_DIGEST_BYTES = 3;
const SHORT_DEVICE_BYTES = 4;
const MAC_BYTES = 8;
const MOST_ROWS = 4096;
const MOST_DIGESTS = 64;
const DAY_SECONDS = 24 * 3600;
// 1 January 2020, counted from 1970: nobody studied with Banyan before.
const FIRST_DAY = 18262;
// Days begin at midnight in China, which has had no summer time since 1991.
const CHINA_SECONDS = 8 * 3600;
const LABEL = encoded("banyan receipt 1");

/** Return the day in China, counted from 1 January 2020, of a moment in seconds since 1970; 0 for one before. */
export function dayOf(started) {
  return Math.max(Math.floor((started + CHINA_SECONDS) / DAY_SECONDS) - FIRST_DAY, 0);
}

/** Sum events up: a row {learner, item, day, minutes, score} for each learner and item, with the last day, in order. */
export function summary(events) {
  const sums = new Map();
  for (const { learner, item, started, elapsed, score } of events) {
    const key = JSON.stringify([learner, item]);
    const sum = sums.get(key) || { learner, item, day: 0, seconds: 0, score: null };
    const best = score === null ? sum.score : Math.max(score, sum.score || 0);
    sums.set(key, { ...sum, day: Math.max(sum.day, dayOf(started)), seconds: sum.seconds + elapsed, score: best });
  }
  const rows = Array.from(sums.values(), ({ learner, item, day, seconds, score }) =>
    Object.freeze({ learner, item, day, minutes: Math.floor(seconds / 60), score }),
  );
  return sorted(rows);
}

/** Write rows as signed messages of at most `mostBytes`, numbered from `counter`; throw JournalError for a long id. */
export async function receipts(rows, { secret, counter, covers, mostBytes }) {
  const device = await deviceOf(await publicOf(secret));
  const write = (part, number) =>
    concat(head(RecordKind.RECEIPT), device, numbered(number, covers, DIGEST_BYTES), rowsCode(part));
  const bodies = split(sorted(rows), write, { counter, mostBytes: mostBytes - SIGNATURE_BYTES });
  return Promise.all(bodies.map((body) => signed(body, secret)));
}

/**
 * Write messages of at most `mostBytes` for one learner each, proved by 64 bits of HMAC-SHA-256, not by a signature.
 * Throw JournalError when not even one row fits, as with ids that are too long.
 */
export async function shortReceipts(rows, { macKey, device, counter, covers, mostBytes = GLOBAL_BITS / 8 }) {
  const start = concat(head(RecordKind.SHORT_RECEIPT), device.slice(0, SHORT_DEVICE_BYTES));
  const write = (part, number) => concat(numbered(number, covers, SHORT_DIGEST_BYTES), rowsCode(part));
  const room = mostBytes - start.length - MAC_BYTES;
  const bodies = [];
  for (const those of byLearner(sorted(rows))) {
    bodies.push(...split(those, write, { counter: counter + bodies.length, mostBytes: room }));
  }
  return Promise.all(bodies.map(async (body) => concat(start, body, await proof(macKey, device, body))));
}

/** Read a receipt of either kind, before anybody has proved whose it is; throw JournalError. */
export function readReceipt(record) {
  const isShort = kindOf(record) === RecordKind.SHORT_RECEIPT;
  const reader = bodyOf(record, isShort ? RecordKind.SHORT_RECEIPT : RecordKind.RECEIPT);
  const device = reader.take(isShort ? SHORT_DEVICE_BYTES : DEVICE_BYTES);
  const [counter, count] = [reader.varint(), reader.varint()];
  if (count > MOST_DIGESTS) throw new JournalError(Fault.GARBLED, "covers");
  const covers = Array.from({ length: count }, () => reader.take(isShort ? SHORT_DIGEST_BYTES : DIGEST_BYTES));
  const proofBytes = isShort ? MAC_BYTES : SIGNATURE_BYTES;
  const rows = rowsOf(reader.rest(proofBytes));
  reader.take(proofBytes);
  return Object.freeze({ isShort, device, counter, covers, rows, record });
}

/** Throw JournalError unless the device with these keys wrote `receipt`. */
export async function checkReceipt(receipt, { publicKey, macKey }) {
  const device = await deviceOf(publicKey);
  if (!startsWith(device, receipt.device)) throw new JournalError(Fault.WRONG_DEVICE);
  if (!receipt.isShort) return checkSignature(receipt.record, publicKey);
  const body = receipt.record.slice(2 + SHORT_DEVICE_BYTES, -MAC_BYTES);
  const isProved = isSame(await proof(macKey, device, body), receipt.record.slice(-MAC_BYTES));
  if (!isProved) throw new JournalError(Fault.SIGNATURE);
}

async function proof(macKey, device, body) {
  return (await mac(macKey, concat(LABEL, device, body))).slice(0, MAC_BYTES);
}

function numbered(number, covers, digestBytes) {
  return concat(varint(number), varint(covers.length), ...covers.map((one) => one.slice(0, digestBytes)));
}

function sorted(rows) {
  const compare = (one, other) => compareNames(one.learner, other.learner) || compareNames(one.item, other.item);
  return [...rows].sort(compare);
}

function byLearner(rows) {
  const groups = [];
  rows.forEach((row, at) => {
    if (at && rows[at - 1].learner === row.learner) groups[groups.length - 1].push(row);
    else groups.push([row]);
  });
  return groups;
}

function split(rows, write, { counter, mostBytes }) {
  const written = [];
  let begin = 0;
  while (begin < rows.length) {
    const body = (count) => write(rows.slice(begin, begin + count), counter + written.length);
    let [low, high] = [1, Math.min(rows.length - begin, MOST_ROWS)];
    while (low < high) {
      const middle = Math.floor((low + high + 1) / 2);
      if (body(middle).length <= mostBytes) low = middle;
      else high = middle - 1;
    }
    const message = body(low);
    if (message.length > mostBytes) throw new JournalError(Fault.TOO_LARGE, rows[begin].item);
    written.push(message);
    begin += low;
  }
  return written;
}

function rowsCode(rows) {
  const items = inOrder(rows.map((row) => row.item));
  const itemAt = new Map(items.map((name, at) => [name, at]));
  const groups = byLearner(rows);
  const skipped = groups.map((those) =>
    those.map((row, at) => itemAt.get(row.item) - (at ? itemAt.get(those[at - 1].item) : -1) - 1),
  );
  const columns = [
    groups.map((those) => those.length),
    [].concat(...skipped),
    rows.map((row) => row.day),
    rows.map((row) => row.minutes),
    rows.map((row) => Number(row.score !== null)),
    rows.map((row) => row.score).filter((score) => score !== null),
  ];
  const learners = namesCode(groups.map(([row]) => row.learner));
  return asBytes([learners, namesCode(items), ...columns.filter((column) => column.length).map(columnCode)]);
}

function rowsOf(content) {
  const bits = new Bits(content);
  const [learners, items] = [namesOf(bits), namesOf(bits)];
  if (!learners.length || !items.length) throw new JournalError(Fault.GARBLED, "rows");
  const counts = columnOf(bits, learners.length);
  const total = sum(counts);
  if (counts.includes(0) || total > MOST_ROWS) throw new JournalError(Fault.GARBLED, "rows");
  const [skipped, days, minutes, scored] = Array.from({ length: 4 }, () => columnOf(bits, total));
  const scores = sum(scored);
  const marks = scores > 0 && scores <= scored.length ? columnOf(bits, scores) : [];
  bits.end();
  if (scored.some((value) => value > 1)) throw new JournalError(Fault.GARBLED, "rows");
  const rows = [];
  learners.forEach((learner, which) => {
    for (let at = -1, left = counts[which]; left > 0; left -= 1) {
      const place = rows.length;
      at += skipped[place] + 1;
      const score = scored[place] ? marks.shift() : null;
      rows.push(Object.freeze({ learner, item: items[at], day: days[place], minutes: minutes[place], score }));
    }
  });
  if (!rows.every(isRow)) throw new JournalError(Fault.GARBLED, "rows");
  return rows;
}

// What a column lacks is undefined here.
function isRow({ item, day, minutes, score }) {
  const isWhole = item !== undefined && score !== undefined;
  return isWhole && day <= dayOf(MOST_STARTED) && minutes <= MOST_ELAPSED && (score || 0) <= MOST_SCORE;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
