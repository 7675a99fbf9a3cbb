// Ids of learners and items in few bits: sorted, each told by how it differs from the one before.

import { golombCode, widthCode } from "./bits.js";
import { compareByLength, concat, decoded, encoded } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";

const MOST_NAME_BYTES = 64;
const MOST_NAMES = 4096;
// Bytes that take 6 bits where a name has no others.
const PLAIN = encoded("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");
// Trailing figures that count as a number; longer ones are text.
const NUMBER = /^([^]*?)([0-9]{1,9})$/;
// With the flag u a surrogate matches only where it stands without its other half.
const CONTROL = /[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]/u;

/** Return why `name` can't be an id (empty, over 64 bytes of UTF-8, spaces or control characters in it), or null. */
export function whyNotName(name) {
  const isName = typeof name === "string" && name && !CONTROL.test(name) && encoded(name).length <= MOST_NAME_BYTES;
  return isName ? null : Fault.OUT_OF_RANGE;
}

/** Compare two names: shorter ones first, then by their bytes, so that 9 stands before 10. */
export function compareNames(one, other) {
  return one === other ? 0 : compareByLength(encoded(one), encoded(other));
}

/** Return each name once, in order. */
export function inOrder(names) {
  return Array.from(new Set(names)).sort(compareNames);
}

/** Write names that are in order: each as a step of the number at its end or as what follows a shared beginning. */
export function namesCode(names) {
  const codes = names.map((name, at) => {
    const before = at ? names[at - 1] : "";
    const step = stepTo(before, name);
    return step ? "1" + golombCode(step - 1) : "0" + unlike(encoded(before), encoded(name));
  });
  return golombCode(names.length) + codes.join("");
}

/** Read names; throw JournalError when they aren't in order or can't be ids. */
export function namesOf(bits) {
  const count = bits.golomb();
  if (count > MOST_NAMES) throw new JournalError(Fault.TOO_LARGE, "names");
  const names = [];
  while (names.length < count) {
    const before = names.length ? names[names.length - 1] : "";
    const name = bits.number(1) ? stepped(before, bits.golomb() + 1) : spelled(encoded(before), bits);
    if (whyNotName(name) || (names.length && compareNames(name, before) <= 0)) {
      throw new JournalError(Fault.GARBLED, "names");
    }
    names.push(name);
  }
  return names;
}

function stepTo(before, name) {
  const found = NUMBER.exec(before);
  const other = NUMBER.exec(name);
  if (!found || !other) return 0;
  const step = Number(other[2]) - Number(found[2]);
  return step > 0 && stepped(before, step) === name ? step : 0;
}

function stepped(before, step) {
  const found = NUMBER.exec(before);
  const number = found ? Number(found[2]) + step : NaN;
  if (!Number.isSafeInteger(number)) throw new JournalError(Fault.GARBLED, "names");
  return found[1] + String(number).padStart(found[2].length, "0");
}

function unlike(before, name) {
  let shared = 0;
  while (shared < before.length && shared < name.length && before[shared] === name[shared]) shared += 1;
  const rest = Array.from(name.slice(shared));
  const head = golombCode(shared) + golombCode(rest.length);
  const places = rest.map((byte) => PLAIN.indexOf(byte));
  if (!places.includes(-1)) return head + "1" + places.map((place) => widthCode(place, 6)).join("");
  return head + "0" + rest.map((byte) => widthCode(byte, 8)).join("");
}

function spelled(before, bits) {
  const shared = bits.golomb();
  const size = bits.golomb();
  if (shared > before.length || shared + size > MOST_NAME_BYTES) throw new JournalError(Fault.GARBLED, "names");
  const isPlain = bits.number(1);
  const rest = new Uint8Array(size).map(() => (isPlain ? PLAIN[bits.number(6)] : bits.number(8)));
  try {
    return decoded(concat(before.slice(0, shared), rest));
  } catch (error) {
    throw new JournalError(Fault.GARBLED, "names");
  }
}
