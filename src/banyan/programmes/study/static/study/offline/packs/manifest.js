// What a pack says of itself, read strictly: the first key that is wrong is named, as `courses[0].items[2].minutes`.

import { whyNotName } from "../journal/names.js";
import { PackError, PackFault } from "./faults.js";

const FORMAT = "banyan-pack-1";
const FAMILY = "banyan-pack-";
export const MOST_MANIFEST_BYTES = 2 * 1024 * 1024;
export const MOST_FILES = 5000;
const MOST_FILE_BYTES = 2 * 1024 ** 3;
const MOST_NUMBER = 2 ** 32 - 1;
/** What a file of a pack is called: its SHA-256, and what it is. */
export const FILE_NAME = /^files\/([0-9a-f]{64})\.[a-z0-9]{2,4}$/;
// What Python's strip() takes away: not a byte order mark, but some control characters.
const BLANK = /^(?:[^\S\ufeff]|[\x1c-\x1f\x85])*$/;
const HEX = /^[0-9a-f]*$/;
const KINDS = ["single", "multiple", "truth"];
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Read the bytes of a manifest as they stand; throw PackError. */
export function manifestOf(content) {
  if (content.length > MOST_MANIFEST_BYTES) throw new PackError(PackFault.TOO_LARGE, "manifest.json");
  const said = parsed(content);
  const form = isRow(said) ? said.format : null;
  if (form !== FORMAT) {
    const isNewer = typeof form === "string" && form.startsWith(FAMILY);
    throw new PackError(isNewer ? PackFault.NEWER : PackFault.NOT_A_PACK, "manifest.json");
  }
  const row = new Row(said, "");
  row.known.add("format");
  row.number("number", 1, MOST_NUMBER);
  row.number("issued", 0, 2 ** 36);
  row.text("title");
  row.hex("store", 8);
  row.hex("key", 32);
  row.rows("courses", 500, checkCourse);
  checkFiles(row);
  row.rows("roster", 1000, checkRosterRow);
  row.rows("keys", 100, checkKey);
  row.strings("revoked", 10000, (one) => one.length === 16 && HEX.test(one));
  row.strings("acknowledgements", 1000, (one) => one.length % 2 === 0 && HEX.test(one));
  if (said.base !== undefined && said.base !== null) row.number("base", 1, MOST_NUMBER);
  row.end();
  checkWhole(said);
  return said;
}

function parsed(content) {
  try {
    return JSON.parse(utf8.decode(content));
  } catch (error) {
    throw new PackError(PackFault.MALFORMED, "manifest.json");
  }
}

function isRow(said) {
  return typeof said === "object" && said !== null && !Array.isArray(said);
}

function lengthOf(text) {
  return Array.from(text).length;
}

class Row {
  constructor(said, where) {
    if (!isRow(said)) throw new PackError(PackFault.MALFORMED, where || "manifest.json");
    this.said = said;
    this.where = where;
    this.known = new Set(["base"]);
  }

  fault(key) {
    return new PackError(PackFault.MALFORMED, this.where ? `${this.where}.${key}` : key);
  }

  get(key) {
    this.known.add(key);
    if (!Object.prototype.hasOwnProperty.call(this.said, key)) throw this.fault(key);
    return this.said[key];
  }

  check(key, isRight) {
    const value = this.get(key);
    if (!isRight(value)) throw this.fault(key);
    return value;
  }

  number(key, least, most) {
    return this.check(key, (value) => Number.isInteger(value) && least <= value && value <= most);
  }

  text(key, { most = 200, empty = false } = {}) {
    const isText = (value) => typeof value === "string" && lengthOf(value) <= most && (empty || !BLANK.test(value));
    return this.check(key, isText);
  }

  id(key) {
    return this.check(key, (value) => !whyNotName(value));
  }

  hex(key, size) {
    return this.check(key, (value) => typeof value === "string" && value.length === 2 * size && HEX.test(value));
  }

  file(key) {
    return this.check(key, (value) => value === null || (typeof value === "string" && FILE_NAME.test(value)));
  }

  list(key, most) {
    return this.check(key, (value) => Array.isArray(value) && value.length <= most);
  }

  strings(key, most, isRight) {
    const values = this.list(key, most);
    const wrong = values.findIndex((value) => typeof value !== "string" || !isRight(value));
    if (wrong >= 0) throw this.fault(`${key}[${wrong}]`);
    return values;
  }

  rows(key, most, check) {
    this.list(key, most).forEach((value, place) => {
      const row = new Row(value, `${this.where ? `${this.where}.` : ""}${key}[${place}]`);
      check(row);
      row.end();
    });
  }

  end() {
    for (const key of Object.keys(this.said)) if (!this.known.has(key)) throw this.fault(key);
  }
}

function checkFiles(row) {
  const files = row.get("files");
  if (!isRow(files)) throw row.fault("files");
  const all = Object.keys(files);
  if (all.length > MOST_FILES) throw new PackError(PackFault.TOO_LARGE, "files");
  for (const name of all) {
    if (!FILE_NAME.test(name)) throw new PackError(PackFault.FORBIDDEN_NAME, name.slice(0, 100));
    if (!Number.isInteger(files[name]) || files[name] < 0) throw row.fault(`files.${name}`);
  }
  if (all.reduce((sum, name) => sum + files[name], 0) > MOST_FILE_BYTES) throw new PackError(PackFault.TOO_LARGE, "files");
}

function checkRosterRow(row) {
  row.number("number", 1, 9999);
  row.id("learner");
  row.text("name", { most: 60 });
}

function checkKey(row) {
  row.hex("key", 32);
  row.hex("by", 32);
  row.hex("signature", 64);
}

function checkCourse(row) {
  row.id("id");
  row.text("title");
  row.number("quarters", 0, 10000);
  row.text("language", { most: 40 });
  row.rows("items", 500, checkItem);
}

function checkItem(row) {
  row.rows("quiz", 200, checkQuestion);
  const score = row.get("pass_score") === null ? null : row.number("pass_score", 0, 100);
  row.id("id");
  row.text("title");
  row.number("minutes", 0, 600);
  const [text, audio, pdf] = [row.file("text"), row.file("audio"), row.file("pdf")];
  const hasQuiz = row.said.quiz.length > 0;
  if ((score === null) === hasQuiz) throw row.fault("pass_score");
  if (!(text || audio || pdf || hasQuiz)) throw row.fault("text");
}

function checkQuestion(row) {
  const kind = row.text("kind");
  row.text("question", { most: 2000 });
  const options = row.strings("options", 20, (one) => one.length > 0 && lengthOf(one) <= 2000);
  const answers = row.list("answers", 20);
  row.text("why", { most: 2000, empty: true });
  if (!KINDS.includes(kind)) throw row.fault("kind");
  if (options.length < 2 || (kind === "truth" && options.length !== 2)) throw row.fault("options");
  const isInOrder = answers.every((one, at) => Number.isInteger(one) && one >= 0 && one < options.length && (!at || answers[at - 1] < one));
  if (!answers.length || !isInOrder || (kind !== "multiple" && answers.length !== 1)) throw row.fault("answers");
}

// What no single key tells: ids and numbers that stand once, files that are there.
function checkWhole({ courses, roster, files }) {
  const items = courses.reduce((all, course) => all.concat(course.items), []);
  const once = [
    ["courses", items.map((item) => item.id)],
    ["courses", courses.map((course) => course.id)],
    ["roster", roster.map((row) => row.number)],
    ["roster", roster.map((row) => row.learner)],
  ];
  for (const [where, values] of once) if (new Set(values).size !== values.length) throw new PackError(PackFault.TWICE, where);
  for (const { text, audio, pdf } of items) {
    const missing = [text, audio, pdf].find((name) => name !== null && !Object.prototype.hasOwnProperty.call(files, name));
    if (missing) throw new PackError(PackFault.MALFORMED, missing);
  }
}
