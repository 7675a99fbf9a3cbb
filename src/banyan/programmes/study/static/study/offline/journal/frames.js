// A parcel as a series of QR codes: each says which series and part it is, so photos may come in any order, twice too.

import { concat, hexOf, isSame } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";
import { sha256 } from "./keys.js";
import { Bytes, varint } from "./varints.js";

const MARK = "BY:";
const SERIES_BYTES = 4;
// Version 15 with level M holds 600 letters and figures (ISO/IEC 18004, table 7); base 45 takes three for two bytes.
const PART_BYTES = 380;
const MOST_PARTS = 2000;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** Write `content` as texts for QR codes of at most version 15, level M; throw JournalError for none or over 2,000. */
export async function qrTexts(content) {
  const total = Math.ceil(content.length / PART_BYTES);
  if (!total) throw new JournalError(Fault.OUT_OF_RANGE, "codes");
  if (total > MOST_PARTS) throw new JournalError(Fault.TOO_LARGE, "codes");
  const series = await seriesOf(content);
  return Array.from({ length: total }, (_one, at) => {
    const part = content.slice(at * PART_BYTES, (at + 1) * PART_BYTES);
    return MARK + base45(concat(series, varint(at + 1), varint(total), part));
  });
}

/** Read the text of one code as {series, number, total, content}; throw JournalError. */
export function partOf(text) {
  if (!text.startsWith(MARK)) throw new JournalError(Fault.NOT_OURS, "code");
  const reader = new Bytes(fromBase45(text.slice(MARK.length)));
  const [series, number, total] = [reader.take(SERIES_BYTES), reader.varint(), reader.varint()];
  const content = reader.rest();
  const isPlaced = number > 0 && number <= total && total <= MOST_PARTS;
  if (!isPlaced || !content.length) throw new JournalError(Fault.GARBLED, "code");
  return Object.freeze({ series, number, total, content });
}

/** Put the parts of one series together, in any order; throw JournalError, naming what is missing as "2/5". */
export async function joined(parts) {
  if (new Set(parts.map((part) => `${hexOf(part.series)} ${part.total}`)).size !== 1) {
    throw new JournalError(Fault.GARBLED, "series");
  }
  const [{ series, total }] = parts;
  const byNumber = new Map(parts.map((part) => [part.number, part.content]));
  const numbers = Array.from({ length: total }, (_one, at) => at + 1);
  const missing = numbers.filter((number) => !byNumber.has(number)).map((number) => `${number}/${total}`);
  if (missing.length) throw new JournalError(Fault.MISSING_PARTS, missing.join(", "));
  const content = concat(...numbers.map((number) => byNumber.get(number)));
  if (!isSame(await seriesOf(content), series)) throw new JournalError(Fault.GARBLED, "series");
  return content;
}

async function seriesOf(content) {
  return (await sha256(content)).slice(0, SERIES_BYTES);
}

// RFC 9285: two bytes as three characters, the lowest first.
function base45(content) {
  const out = [];
  for (let at = 0; at < content.length; at += 2) {
    const pair = content.slice(at, at + 2);
    let value = pair.reduce((total, byte) => total * 256 + byte, 0);
    for (let place = 0; place <= pair.length; place += 1) {
      out.push(ALPHABET[value % 45]);
      value = Math.floor(value / 45);
    }
  }
  return out.join("");
}

function fromBase45(text) {
  const out = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = text
      .slice(at, at + 3)
      .split("")
      .map((sign) => ALPHABET.indexOf(sign));
    const value = values.reduceRight((total, one) => total * 45 + one, 0);
    const size = values.length - 1;
    if (!size || values.includes(-1) || value >= 256 ** size) throw new JournalError(Fault.GARBLED, "code");
    if (size === 2) out.push(Math.floor(value / 256));
    out.push(value % 256);
  }
  return Uint8Array.from(out);
}
