// Whole numbers of bytes: little-endian base 128, as in many formats (LEB128).

import { Fault, JournalError } from "./faults.js";

const MOST_BYTES = 8;

/** Write `value` of at least 0: seven bits a byte, the lowest first, the top bit says that more follow. */
export function varint(value) {
  const out = [];
  while (value > 0x7f) {
    out.push((value % 0x80) + 0x80);
    value = Math.floor(value / 0x80);
  }
  out.push(value);
  return Uint8Array.from(out);
}

/** Bytes to be read from the first to the last; reading past the end throws JournalError. */
export class Bytes {
  constructor(content, at = 0) {
    this.content = content;
    this.at = at;
  }

  /** Read `size` bytes. */
  take(size) {
    const end = this.at + size;
    if (end > this.content.length) throw new JournalError(Fault.CUT_SHORT, "bytes");
    const part = this.content.slice(this.at, end);
    this.at = end;
    return part;
  }

  /** Read a number written by `varint`; one longer than it need be is refused, so that a number has one form. */
  varint() {
    let value = 0;
    for (let place = 0; place < MOST_BYTES; place += 1) {
      const byte = this.take(1)[0];
      value += (byte % 0x80) * 2 ** (7 * place);
      if (byte < 0x80) {
        if ((!byte && place) || value > Number.MAX_SAFE_INTEGER) throw new JournalError(Fault.GARBLED, "number");
        return value;
      }
    }
    throw new JournalError(Fault.GARBLED, "number");
  }

  /** Read all but the last `but` bytes. */
  rest(but = 0) {
    return this.take(Math.max(this.content.length - but - this.at, 0));
  }

  get isAtEnd() {
    return this.at >= this.content.length;
  }
}
