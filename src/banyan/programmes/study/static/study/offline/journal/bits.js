// Numbers as bits, most significant first: whole numbers of a width, Exp-Golomb codes, Rice codes.

import { digitsOf, fromDigits } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";

// From here on a Rice code's quotient is written as Exp-Golomb, so that no number takes more than some hundred bits.
const MOST_ONES = 20;
const MOST_CONTENT_BYTES = 64 * 1024;
/** Numbers stay exact in a double. */
export const MOST_WIDTH = 53;

/** Say how many bits `value` of at least 0 takes. */
export function bitLength(value) {
  return value ? value.toString(2).length : 0;
}

/** Write `value` in exactly `width` bits. */
export function widthCode(value, width) {
  return width ? value.toString(2).padStart(width, "0") : "";
}

/** Write `value` of at least 0 as the Exp-Golomb code of order 0 (ITU-T H.264, 9.1): zeros say how many bits follow. */
export function golombCode(value) {
  const digits = (value + 1).toString(2);
  return "0".repeat(digits.length - 1) + digits;
}

/** Write `value` as a Rice code: the quotient in ones, a zero, `low` bits of rest (Rice and Plaunt, 1971). */
export function riceCode(value, low) {
  const ones = Math.floor(value / 2 ** low);
  if (ones >= MOST_ONES) return "1".repeat(MOST_ONES) + golombCode(value - MOST_ONES * 2 ** low);
  return "1".repeat(ones) + "0" + widthCode(value % 2 ** low, low);
}

/** Say how many bits `riceCode` takes. */
export function riceLength(value, low) {
  const ones = Math.floor(value / 2 ** low);
  if (ones >= MOST_ONES) return MOST_ONES + 2 * bitLength(value - MOST_ONES * 2 ** low + 1) - 1;
  return ones + 1 + low;
}

/** Put codes one after another and fill the last byte with zeros. */
export function asBytes(codes) {
  const digits = codes.join("");
  return fromDigits(digits.padEnd(Math.ceil(digits.length / 8) * 8, "0"));
}

/** Bits to be read from the first to the last; reading past the end throws JournalError, as do more than 64 KB. */
export class Bits {
  constructor(content) {
    if (content.length > MOST_CONTENT_BYTES) throw new JournalError(Fault.TOO_LARGE);
    this.digits = digitsOf(content);
    this.at = 0;
  }

  /** Read `width` bits. */
  number(width) {
    if (!width) return 0;
    const end = this.at + width;
    if (end > this.digits.length) throw new JournalError(Fault.CUT_SHORT, "bits");
    const value = parseInt(this.digits.slice(this.at, end), 2);
    this.at = end;
    return value;
  }

  /** Read an Exp-Golomb code. */
  golomb() {
    const one = this.digits.indexOf("1", this.at);
    if (one < 0) throw new JournalError(Fault.CUT_SHORT, "bits");
    const zeros = one - this.at;
    this.at = one;
    const value = zeros > MOST_WIDTH ? Infinity : this.number(zeros + 1) - 1;
    if (value > Number.MAX_SAFE_INTEGER) throw new JournalError(Fault.GARBLED, "number");
    return value;
  }

  /** Read a Rice code with `low` bits of rest. */
  rice(low) {
    let ones = 0;
    while (ones < MOST_ONES && this.digits[this.at + ones] === "1") ones += 1;
    if (this.at + ones >= this.digits.length && ones < MOST_ONES) throw new JournalError(Fault.CUT_SHORT, "bits");
    if (ones === MOST_ONES) {
      this.at += MOST_ONES;
      return this.golomb() + MOST_ONES * 2 ** low;
    }
    this.at += ones + 1;
    return ones * 2 ** low + this.number(low);
  }

  /** Check that nothing but the filling of the last byte is left; throw JournalError. */
  end() {
    const rest = this.digits.slice(this.at);
    if (rest.length > 7 || rest.includes("1")) throw new JournalError(Fault.GARBLED, "rest");
  }
}
