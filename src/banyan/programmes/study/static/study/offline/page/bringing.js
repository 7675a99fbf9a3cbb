// Whatever is brought to this phone, known by its content: a pack, the shore's answer as a file, photos or text.

import { hexOf, startsWith } from "../journal/bytes.js";
import { Fault, JournalError } from "../journal/faults.js";
import { joined, partOf } from "../journal/frames.js";
import { kindOf, packed, RecordKind, unpacked } from "../journal/records.js";
import { hanziRecords, hasHanzi, spokenRecord } from "../journal/text.js";
import { joinParts } from "../packs/reading.js";
import { textsIn } from "./codes.js";
import { Refusal, say, why } from "./words.js";

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

/** Take files, each by itself; return what became of them and what was refused, in sentences: {told, faults}. */
export async function bringFiles(files, { phone, series }) {
  const account = new Account();
  const parts = files.filter((file) => PART.test(file.name));
  for (const file of files.filter((one) => !parts.includes(one))) {
    const isPhoto = file.type.startsWith("image/");
    await account.try(file.name, async () => (isPhoto ? photographed(file, series) : bringBytes(await bytesOf(file), phone)));
  }
  if (parts.length) await account.try(parts[0].name, async () => bringBytes(await joinedParts(parts), phone));
  return finished(account, series, phone);
}

/** Take a text that was typed or pasted; return {told, faults}. */
export async function bringText(text, { phone, series }) {
  const account = new Account();
  const codes = text.split(/\s*\n\s*/).filter((line) => line.startsWith(MARK));
  await account.try("", async () => {
    if (codes.length) return series.add(codes.map((line) => line.trim()));
    const records = hasHanzi(text) ? hanziRecords(text) : text.split(/\n\s*\n/).filter((part) => part.trim()).map(spokenRecord);
    return bringRecords(records, phone);
  });
  return finished(account, series, phone);
}

/** What became of several things, of which some may be refused. */
class Account {
  constructor() {
    this.told = [];
    this.faults = [];
  }

  /** Do the work and keep what it says, or why it couldn't be done, with the name of the thing. */
  async try(name, work) {
    try {
      const told = await work();
      if (told) this.told.push(told);
    } catch (error) {
      this.faults.push(name ? `${name}${say("：", ": ")}${why(error)}` : why(error));
    }
  }
}

async function photographed(photo, series) {
  const texts = await textsIn(photo);
  if (!texts.length) throw new Refusal(say("没有认出二维码，请靠近、放平再拍。", "no code found; hold it closer and flat."));
  series.add(texts);
}

async function finished(account, series, phone) {
  const [whole, open] = await series.taken();
  for (const parcel of whole) await account.try("", () => bringBytes(parcel, phone));
  open.forEach((far) => account.told.push(say(`二维码已有 ${far} 个，请接着拍。`, `${far} codes so far; go on.`)));
  return account;
}

async function joinedParts(files) {
  if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) throw new JournalError(Fault.TOO_LARGE);
  return joinParts(await Promise.all(files.map(async (file) => ({ number: Number(PART.exec(file.name)[1]), bytes: await bytesOf(file) }))));
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
  if (file.size > MOST_BYTES) throw new JournalError(Fault.TOO_LARGE);
  return new Uint8Array(await file.arrayBuffer());
}
