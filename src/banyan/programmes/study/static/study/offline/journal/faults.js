// Why bytes or text can't be read as what a device writes, so that the page can say it in the reader's language.

/** What is wrong with what was handed in or with what was to be written. */
export const Fault = Object.freeze({
  NOT_OURS: "not_ours",
  NEWER: "newer",
  CUT_SHORT: "cut_short",
  GARBLED: "garbled",
  TOO_LARGE: "too_large",
  SIGNATURE: "signature",
  STALE: "stale",
  WRONG_SHORE: "wrong_shore",
  WRONG_DEVICE: "wrong_device",
  LINE: "line",
  MISSING_LINE: "missing_line",
  MISSING_PARTS: "missing_parts",
  OUT_OF_RANGE: "out_of_range",
});

/** It can't be read or written: `fault` says why, `where` names the place, as a field, a line's number or "3/7". */
export class JournalError extends Error {
  constructor(fault, where = "") {
    const words = fault.split("_").join(" ");
    super(where ? `${words}: ${where}` : words);
    this.name = "JournalError";
    this.fault = fault;
    this.where = where;
  }
}
