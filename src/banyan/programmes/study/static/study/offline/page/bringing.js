// Whatever is brought to this phone, known by its content: a pack, the shore's answer as a file, photos or text.

import { hexOf, startsWith } from "../journal/bytes.js";
import { Fault, JournalError } from "../journal/faults.js";
import { joined, partOf } from "../journal/frames.js";
import { kindOf, packed, RecordKind, unpacked } from "../journal/records.js";
import { hanziRecords, hasHanzi, spokenRecord } from "../journal/text.js";
import { joinParts } from "../packs/reading.js";
import { textsIn } from "./codes.js";
import { say } from "./words.js";

const PART = /^.+\.(\d{3})$/;
const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4);
const MARK = "BY:";
const MOST_BYTES = 200 * 1024 * 1024;

/** Codes photographed so far, by their series: photos may come in any order, twice, today and tomorrow. */
export class Series {
  constructor() {
    this.parts = new Map();
  }

  /** Keep the texts of codes; throw JournalError for one that isn't ours. */
  add(texts) {
    for (const part of texts.map(partOf)) {
      const key = hexOf(part.series);
      const those = this.parts.get(key) || new Map();
      this.parts.set(key, those.set(part.number, part));
    }
  }

  /** Take out the parcels that are whole, and say how far the others are: [[bytes, …], ["3 / 7", …]]. */
  async taken() {
    const [whole, open] = [[], []];
    for (const [key, those] of Array.from(this.parts)) {
      const parts = Array.from(those.values());
      if (parts.length < parts[0].total) open.push(`${parts.length} / ${parts[0].total}`);
      else {
        this.parts.delete(key);
        whole.push(await joined(parts));
      }
    }
    return [whole, open];
  }
}

/** Take files; say in sentences what became of them. Throw PackError, JournalError, or TypeError for too much. */
export async function bringFiles(files, { phone, series }) {
  const numbers = files.map((file) => PART.exec(file.name));
  if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) throw new JournalError(Fault.TOO_LARGE);
  if (files.length && numbers.every(Boolean)) {
    const parts = await Promise.all(files.map(async (file, at) => ({ number: Number(numbers[at][1]), bytes: await bytesOf(file) })));
    return [await bringBytes(joinParts(parts), phone)];
  }
  const told = [];
  for (const file of files) {
    if (file.type.startsWith("image/")) {
      const texts = await textsIn(file);
      if (!texts.length) told.push(say(`${file.name}：没有认出二维码，请靠近、放平再拍。`, `${file.name}: no code found; hold it closer and flat.`));
      series.add(texts);
    } else told.push(await bringBytes(await bytesOf(file), phone));
  }
  return told.concat(await finished(series, phone));
}

/** Take a text that was typed or pasted. */
export async function bringText(text, { phone, series }) {
  const codes = text.split(/\s*\n\s*/).filter((line) => line.startsWith(MARK));
  if (codes.length) {
    series.add(codes.map((line) => line.trim()));
    return finished(series, phone);
  }
  const records = hasHanzi(text) ? hanziRecords(text) : text.split(/\n\s*\n/).filter((part) => part.trim()).map(spokenRecord);
  return [await bringRecords(records, phone)];
}

async function finished(series, phone) {
  const [whole, open] = await series.taken();
  const told = [];
  for (const parcel of whole) told.push(await bringBytes(parcel, phone));
  return told.concat(open.map((far) => say(`二维码已有 ${far} 个，请接着拍。`, `${far} codes so far; go on.`)));
}

async function bringBytes(content, phone) {
  if (startsWith(content, ZIP)) {
    const manifest = await phone.takePack(content);
    const items = manifest.courses.reduce((sum, course) => sum + course.items.length, 0);
    return say(`已装好《${manifest.title}》，共 ${items} 项。`, `“${manifest.title}” is aboard: ${items} items.`);
  }
  return bringRecords(unpacked(content).records, phone);
}

async function bringRecords(records, phone) {
  const kinds = records.map(kindOf);
  if (kinds.includes(RecordKind.ACKNOWLEDGEMENT)) {
    const { unacknowledged } = await phone.hear(packed(records));
    return say(`已收到岸上回告，尚未交回 ${unacknowledged} 条。`, `The shore has answered; not yet handed over: ${unacknowledged}.`);
  }
  if (kinds.includes(RecordKind.BATCH)) {
    return say("这是学习记录，请交给岸上或船上的机器。", "These are study records: give them to the shore or to the boat's machine.");
  }
  throw new JournalError(Fault.NOT_OURS);
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}
