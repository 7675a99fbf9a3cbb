// What a device shows in port so that the shore knows it from then on: name, public key, secret for short receipts.

import { concat, decoded, encoded } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";
import { checkSignature, deviceOf, KEY_BYTES, publicOf, SIGNATURE_BYTES, signed } from "./keys.js";
import { bodyOf, head, RecordKind } from "./records.js";

const MAC_KEY_BYTES = 32;
const MOST_TITLE_BYTES = 120;
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]/u;

/** Write and sign the introduction of a device; throw JournalError for a name over 120 bytes or with control characters. */
export async function enrolment({ secret, macKey, title }) {
  if (!isTitle(title)) throw new JournalError(Fault.OUT_OF_RANGE, "title");
  return signed(concat(head(RecordKind.ENROLMENT), await publicOf(secret), macKey, encoded(title)), secret);
}

/** Read an introduction and check that the device that it names wrote it; throw JournalError. */
export async function readEnrolment(record) {
  const reader = bodyOf(record, RecordKind.ENROLMENT);
  const [publicKey, macKey] = [reader.take(KEY_BYTES), reader.take(MAC_KEY_BYTES)];
  const name = reader.rest(SIGNATURE_BYTES);
  reader.take(SIGNATURE_BYTES);
  await checkSignature(record, publicKey);
  return Object.freeze({ publicKey, macKey, title: titleOf(name), device: await deviceOf(publicKey) });
}

function titleOf(name) {
  let title = "";
  try {
    title = decoded(name);
  } catch (error) {
    throw new JournalError(Fault.GARBLED, "title");
  }
  if (!isTitle(title)) throw new JournalError(Fault.GARBLED, "title");
  return title;
}

function isTitle(title) {
  return title.trim() !== "" && !CONTROL.test(title) && encoded(title).length <= MOST_TITLE_BYTES;
}
