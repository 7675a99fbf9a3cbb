// Reading a pack: signature, names, sizes and hashes are checked before anything is used; it is taken whole or refused.

import { concat, encoded, hexOf } from "../journal/bytes.js";
import { JournalError } from "../journal/faults.js";
import { checkSignature, sha256, SIGNATURE_BYTES } from "../journal/keys.js";
import { PackError, PackFault } from "./faults.js";
import { FILE_NAME, manifestOf, MOST_FILES, MOST_MANIFEST_BYTES } from "./manifest.js";
import { bytesOf, membersOf } from "./zip.js";

const MANIFEST = "manifest.json";
const SIGNATURE = "manifest.sig";
const KEY_LABEL = encoded("banyan key 1");
const IS_LINK = 0xa000;
// What a page holds in its memory at once.
const MOST_BYTES = 200 * 1024 * 1024;

/** Read what a pack says of itself without asking who signed it, as a phone does that trusts nobody yet; throw PackError. */
export async function unprovedManifest(content) {
  return manifestOf(await bytesOf(content, namedMembers(content).get(MANIFEST), MOST_MANIFEST_BYTES));
}

/** Read a pack whole as {manifest, contents}; `held` are names of files that are on the phone already. Throw PackError. */
export async function readPack(content, { trusted, held = new Set() }) {
  const members = namedMembers(content);
  const manifest = await provedManifest(content, members, trusted);
  for (const name of members.keys()) {
    const isOurs = name === MANIFEST || name === SIGNATURE || Object.prototype.hasOwnProperty.call(manifest.files, name);
    if (!isOurs) throw new PackError(PackFault.FORBIDDEN_NAME, name.slice(0, 100));
  }
  const wanted = Object.keys(manifest.files);
  const missing = wanted.find((name) => !members.has(name) && !held.has(name));
  if (missing) throw new PackError(PackFault.MISSING, missing);
  const brought = wanted.filter((name) => members.has(name));
  if (brought.reduce((sum, name) => sum + manifest.files[name], 0) > MOST_BYTES) throw new PackError(PackFault.TOO_LARGE, "files");
  const contents = new Map();
  for (const name of brought) {
    contents.set(name, await fileOf(content, members.get(name), manifest.files[name]));
  }
  return { manifest, contents };
}

/** Put parts {number, bytes} together by their numbers from 1; throw PackError for one that is missing or comes twice. */
export function joinParts(parts) {
  const numbers = parts.map((part) => part.number);
  if (new Set(numbers).size !== numbers.length) throw new PackError(PackFault.TWICE, "parts");
  const missing = Array.from({ length: Math.max(0, ...numbers) }, (_one, at) => at + 1).filter((one) => !numbers.includes(one));
  if (missing.length) throw new PackError(PackFault.MISSING_PART, missing.join(", "));
  const inOrder = parts.slice().sort((one, other) => one.number - other.number);
  return concat(...inOrder.map((part) => part.bytes));
}

function namedMembers(content) {
  const members = new Map();
  const all = membersOf(content);
  if (all.length > MOST_FILES + 2) throw new PackError(PackFault.TOO_LARGE, "files");
  for (const member of all) {
    const { name, flags, attributes } = member;
    if (name !== MANIFEST && name !== SIGNATURE && !FILE_NAME.test(name)) {
      throw new PackError(PackFault.FORBIDDEN_NAME, name.slice(0, 100));
    }
    const isLink = ((attributes >>> 16) & 0xf000) === IS_LINK;
    if (isLink || flags & 1) throw new PackError(PackFault.FORBIDDEN_NAME, name);
    if (members.has(name)) throw new PackError(PackFault.TWICE, name);
    members.set(name, member);
  }
  for (const name of [MANIFEST, SIGNATURE]) if (!members.has(name)) throw new PackError(PackFault.NOT_A_PACK, name);
  return members;
}

async function provedManifest(content, members, trusted) {
  const said = await bytesOf(content, members.get(MANIFEST), MOST_MANIFEST_BYTES);
  const signature = await bytesOf(content, members.get(SIGNATURE), SIGNATURE_BYTES);
  const manifest = manifestOf(said);
  const isSigned = signature.length === SIGNATURE_BYTES && (await isBy(concat(said, signature), manifest.key));
  if (!isSigned) throw new PackError(PackFault.SIGNATURE);
  const known = await trustedAfter(manifest, trusted);
  if (!known.has(manifest.key)) throw new PackError(PackFault.UNTRUSTED_KEY, manifest.key.slice(0, 16));
  return manifest;
}

// The keys that are trusted after following the links from those that are; a forged link leads nowhere.
async function trustedAfter(manifest, trusted) {
  const known = new Set(trusted.map(hexOf));
  let links = manifest.keys.slice();
  for (;;) {
    const followed = links.filter((link) => known.has(link.by));
    if (!followed.length) return known;
    links = links.filter((link) => !followed.includes(link));
    for (const { key, by, signature } of followed) {
      if (await isBy(concat(KEY_LABEL, bytesFromHex(key), bytesFromHex(signature)), by)) known.add(key);
    }
  }
}

async function fileOf(content, member, size) {
  const whole = await bytesOf(content, member, size);
  const [, hash] = FILE_NAME.exec(member.name);
  if (whole.length !== size || hexOf(await sha256(whole)) !== hash) throw new PackError(PackFault.CHANGED, member.name);
  return whole;
}

async function isBy(record, key) {
  try {
    await checkSignature(record, bytesFromHex(key));
    return true;
  } catch (error) {
    if (error instanceof JournalError) return false;
    throw error;
  }
}

/** Read hexadecimal figures. */
export function bytesFromHex(text) {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}
