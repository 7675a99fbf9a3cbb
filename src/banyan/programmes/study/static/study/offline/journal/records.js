// What every record begins with, and the parcel: several records in one file, read as far as it is whole.

import { concat, startsWith } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";
import { KEY_BYTES } from "./keys.js";
import { Bytes, varint } from "./varints.js";

const SCHEMA = 1;
const PARCEL = Uint8Array.from([0x42, 0x41, 0x4e, 0x59, 0x41, 0x4e, 1]);
export const MOST_RECORD_BYTES = 64 * 1024;
const MOST_PARCEL_BYTES = 8 * 1024 * 1024;
const MOST_RECORDS = 20000;

/** The first byte of a record: the letters K, J, R, G, A and E. */
export const RecordKind = Object.freeze({
  PUBLIC_KEY: 0x4b,
  BATCH: 0x4a,
  RECEIPT: 0x52,
  SHORT_RECEIPT: 0x47,
  ACKNOWLEDGEMENT: 0x41,
  ENROLMENT: 0x45,
});
const KINDS = Object.keys(RecordKind).map((name) => RecordKind[name]);

/** Return the two bytes that a record begins with: what it is, and the number of its form. */
export function head(kind) {
  return Uint8Array.of(kind, SCHEMA);
}

/** Return the record that goes before a device's batches, so that who doesn't know it can check that they are whole. */
export function keyRecord(publicKey) {
  return concat(head(RecordKind.PUBLIC_KEY), publicKey);
}

/** Read the 32 bytes of a public key; throw JournalError. */
export function readKey(record) {
  const reader = bodyOf(record, RecordKind.PUBLIC_KEY);
  const publicKey = reader.take(KEY_BYTES);
  if (!reader.isAtEnd) throw new JournalError(Fault.GARBLED, "key");
  return publicKey;
}

/** Return what `record` is; throw JournalError when that is unknown, or written in a form newer than this program. */
export function kindOf(record) {
  const [kind, schema] = record;
  if (!KINDS.includes(kind)) throw new JournalError(Fault.NOT_OURS);
  if (schema !== SCHEMA) throw new JournalError(schema > SCHEMA ? Fault.NEWER : Fault.NOT_OURS);
  return kind;
}

/** Return a reader behind the first two bytes of `record`; throw JournalError unless it is of that kind. */
export function bodyOf(record, kind) {
  if (kindOf(record) !== kind) throw new JournalError(Fault.NOT_OURS);
  return new Bytes(record, 2);
}

/** Write records as a parcel: a mark, then the length and the bytes of each. */
export function packed(records) {
  const parts = records.map((record) => concat(varint(record.length), record));
  return concat(PARCEL, ...parts);
}

/** Read a parcel, or a record alone, as {records, fault}; what is whole comes back even when the rest is cut off. */
export function unpacked(content) {
  if (content.length > MOST_PARCEL_BYTES) throw new JournalError(Fault.TOO_LARGE);
  if (!startsWith(content, PARCEL)) {
    if (startsWith(PARCEL, content)) throw new JournalError(Fault.CUT_SHORT, "bytes");
    kindOf(content);
    return { records: [content], fault: null };
  }
  const records = [];
  const reader = new Bytes(content, PARCEL.length);
  try {
    while (!reader.isAtEnd) {
      const record = recordIn(reader);
      if (records.length === MOST_RECORDS) throw new JournalError(Fault.TOO_LARGE, "records");
      records.push(record);
    }
  } catch (error) {
    return { records, fault: error };
  }
  return { records, fault: null };
}

function recordIn(reader) {
  const size = reader.varint();
  if (size > MOST_RECORD_BYTES) throw new JournalError(Fault.GARBLED, "length");
  return reader.take(size);
}
