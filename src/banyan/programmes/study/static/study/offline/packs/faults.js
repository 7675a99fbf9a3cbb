// Why a pack isn't taken, so that the page can say it in the reader's language.

/** What is wrong with a pack. */
export const PackFault = Object.freeze({
  NOT_A_PACK: "not_a_pack",
  CUT_SHORT: "cut_short",
  NEWER: "newer",
  SIGNATURE: "signature",
  UNTRUSTED_KEY: "untrusted_key",
  CHANGED: "changed",
  TOO_LARGE: "too_large",
  FORBIDDEN_NAME: "forbidden_name",
  TWICE: "twice",
  MISSING: "missing",
  MALFORMED: "malformed",
  MISSING_PART: "missing_part",
});

/** The pack can't be taken: `fault` says why, `where` names the file or the key of the manifest. */
export class PackError extends Error {
  constructor(fault, where = "") {
    const words = fault.split("_").join(" ");
    super(where ? `${words}: ${where}` : words);
    this.name = "PackError";
    this.fault = fault;
    this.where = where;
  }
}
