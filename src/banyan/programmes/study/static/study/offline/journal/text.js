// Records as text: Chinese characters for a Beidou terminal, and lines to be read aloud over the radio.

import { concat, digitsOf, fromDigits } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";
import { Bytes, varint } from "./varints.js";

const HANZI_BITS = 12;
// Crockford's base 32: no I, L, O and U, which are heard or read as something else.
const SPOKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LINE_BYTES = 10;
const MOST_LINES = 999;
// Greatest prime below 32 times 32: two check characters find each wrong character and each exchange of two.
const PRIME = 1021;
// The greatest prime below 4,096; the weights tell two that changed places.
const HANZI_PRIME = 4093;
const NUMBERED = /^[ \t\n\r\f\v]*[0-9ILOilo]{3}[^0-9A-Za-z_]*[0-9A-Za-z]{2}/;
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

let alphabet = null;
let places = null;

/** Return the 4,096 characters: the first of GB 2312 in its own order, which every terminal in China can show. */
export function hanzi() {
  if (alphabet) return alphabet;
  const cells = [];
  for (let row = 0xb0; row < 0xf8; row += 1) for (let cell = 0xa1; cell < 0xff; cell += 1) cells.push(row, cell);
  const signs = new TextDecoder("gbk").decode(Uint8Array.from(cells));
  // GBK has characters for private use where GB 2312 has none.
  alphabet = signs.replace(/[\ue000-\uf8ff]/g, "").slice(0, 2 ** HANZI_BITS);
  return alphabet;
}

/** Write a record as characters of 12 bits each, the last of which checks the others. */
export function hanziText(record) {
  const values = numbersOf(digitsOf(record) + "1", HANZI_BITS);
  return [...values, checkOf(values) % HANZI_PRIME].map((value) => hanzi()[value]).join("");
}

/** Return how many bytes a text of so many characters carries. */
export function hanziBytes(characters) {
  return Math.max(Math.floor(((characters - 1) * HANZI_BITS - 1) / 8), 0);
}

/**
 * Read the records of a text, one a paragraph or one broken over several; throw JournalError.
 * Whatever isn't one of the characters, as punctuation or a sender's name in Latin letters, is passed over.
 */
export function hanziRecords(text) {
  const placeOf = hanziPlaces();
  const records = [];
  let values = [];
  for (const line of text.split(LINE_ENDS)) {
    values = values.concat(
      Array.from(line)
        .filter((sign) => placeOf.has(sign))
        .map((sign) => placeOf.get(sign)),
    );
    const record = values.length > 1 ? hanziRecord(values.slice(0, -1), values[values.length - 1]) : null;
    if (record) {
      records.push(record);
      values = [];
    }
  }
  if (values.length) throw new JournalError(Fault.GARBLED, "text");
  if (!records.length) throw new JournalError(Fault.NOT_OURS, "text");
  return records;
}

/** Say whether `text` is mostly made of the 4,096 characters. */
export function hasHanzi(text) {
  const signs = Array.from(text);
  return 2 * signs.filter((sign) => hanziPlaces().has(sign)).length > signs.length;
}

/** Write a record as numbered lines of 16 characters in fours, each with two check characters; throw JournalError over 999 lines. */
export function spokenLines(record) {
  const content = concat(varint(record.length), record);
  if (content.length > MOST_LINES * LINE_BYTES) throw new JournalError(Fault.TOO_LARGE);
  const lines = [];
  for (let at = 0; at < content.length; at += LINE_BYTES) {
    const number = lines.length + 1;
    const values = numbersOf(digitsOf(content.slice(at, at + LINE_BYTES)), 5);
    const groups = values
      .map((value) => SPOKEN[value])
      .join("")
      .match(/.{1,4}/g)
      .join(" ");
    const check = checkOf([number, ...values]) % PRIME;
    const signs = SPOKEN[Math.floor(check / 32)] + SPOKEN[check % 32];
    lines.push(`${String(number).padStart(3, "0")}  ${groups}  ${signs}`);
  }
  return lines;
}

/** Read lines in any order, repeated ones too; throw JournalError with the number of a wrong or missing line. */
export function spokenRecord(text) {
  if (!text.split(LINE_ENDS).some((line) => NUMBERED.test(line))) throw new JournalError(Fault.NOT_OURS, "text");
  const found = new Map();
  for (const line of text.split(LINE_ENDS)) {
    const read = spokenLine(line);
    if (read) found.set(read.number, read.content);
  }
  const numbers = Array.from(found.keys()).sort((one, other) => one - other);
  const last = numbers[numbers.length - 1];
  const missing = Array.from({ length: last }, (_one, at) => at + 1).filter((number) => !found.has(number));
  if (missing.length) throw new JournalError(Fault.MISSING_LINE, missing.join(", "));
  const reader = new Bytes(concat(...numbers.map((number) => found.get(number))));
  const size = reader.varint();
  if (size > reader.content.length - reader.at) throw new JournalError(Fault.MISSING_LINE, String(last + 1));
  const record = reader.take(size);
  if (!reader.isAtEnd) throw new JournalError(Fault.GARBLED, "text");
  return record;
}

function hanziPlaces() {
  if (!places) places = new Map(Array.from(hanzi(), (sign, value) => [sign, value]));
  return places;
}

// The last one ends the record, what follows it fills the character.
function hanziRecord(values, check) {
  if (checkOf(values) % HANZI_PRIME !== check) return null;
  const digits = values.map((value) => value.toString(2).padStart(HANZI_BITS, "0")).join("");
  const size = digits.lastIndexOf("1");
  return size > 0 && size % 8 === 0 ? fromDigits(digits.slice(0, size)) : null;
}

function spokenLine(line) {
  const heard = line
    .replace(/[ILil]/g, "1")
    .replace(/[Oo]/g, "0")
    .toUpperCase();
  const signs = heard.replace(/[^0-9A-Z]/g, "");
  if (!signs) return null;
  const values = Array.from(signs.slice(3), (sign) => SPOKEN.indexOf(sign));
  if (!/^[0-9]+$/.test(signs.slice(0, 3)) || !Number(signs.slice(0, 3)) || values.length < 4 || values.includes(-1)) {
    throw new JournalError(Fault.LINE, Array.from(line.trim()).slice(0, 40).join(""));
  }
  const number = Number(signs.slice(0, 3));
  const [high, low] = values.splice(-2);
  if (checkOf([number, ...values]) % PRIME !== high * 32 + low) throw new JournalError(Fault.LINE, String(number));
  return { number, content: fromFives(values) };
}

function checkOf(values) {
  return values.reduce((total, value, at) => total + (at + 1) * value, 0);
}

function numbersOf(digits, width) {
  const filled = digits.padEnd(Math.ceil(digits.length / width) * width, "0");
  return Array.from({ length: filled.length / width }, (_one, at) =>
    parseInt(filled.slice(at * width, (at + 1) * width), 2),
  );
}

function fromFives(values) {
  const digits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  const size = Math.floor(digits.length / 8) * 8;
  if (digits.includes("1", size)) throw new JournalError(Fault.GARBLED, "text");
  return fromDigits(digits.slice(0, size));
}
