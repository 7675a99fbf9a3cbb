// The zip that a pack is: its list of members, and one member's bytes, never more than stated.

import { isSame } from "../journal/bytes.js";
import { PackError, PackFault } from "./faults.js";
import { inflated, TooMuch } from "./inflate.js";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;
const names = new TextDecoder("utf-8");

/** List the members as {name, bytes of the name, method, flags, crc, packed, offset, attributes}; throw PackError. */
export function membersOf(content) {
  if (content.length < 4 || viewOf(content).getUint32(0, true) !== LOCAL) throw new PackError(PackFault.NOT_A_PACK);
  const view = viewOf(content);
  const end = endOf(view);
  const [count, size, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (start + size > end) throw new PackError(PackFault.CUT_SHORT);
  const members = [];
  let at = start;
  while (members.length < count) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY) throw new PackError(PackFault.CUT_SHORT);
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    members.push(memberAt(view, content, at, name));
    at += ENTRY_BYTES + name + extra + comment;
  }
  return members;
}

/** Return a member's bytes, at most `most`; throw PackError for more, and for any damage. */
export async function bytesOf(content, member, most) {
  const packed = packedBytes(content, member);
  const whole = member.method === STORED ? packed : await unpackedBytes(packed, member, most);
  if (whole.length > most) throw new PackError(PackFault.TOO_LARGE, member.name);
  if (crc32(whole) !== member.crc) throw new PackError(PackFault.CHANGED, member.name);
  return whole;
}

async function unpackedBytes(packed, member, most) {
  if (member.method !== DEFLATED) throw new PackError(PackFault.CHANGED, member.name);
  try {
    return await inflated(packed, most);
  } catch (error) {
    throw new PackError(error instanceof TooMuch ? PackFault.TOO_LARGE : PackFault.CHANGED, member.name);
  }
}

function packedBytes(content, member) {
  const view = viewOf(content);
  const { offset, name } = member;
  const isThere = offset + LOCAL_BYTES <= content.length && view.getUint32(offset, true) === LOCAL;
  if (!isThere) throw new PackError(PackFault.CHANGED, name);
  const size = view.getUint16(offset + 26, true);
  const start = offset + LOCAL_BYTES + size + view.getUint16(offset + 28, true);
  const isSameName = isSame(content.slice(offset + LOCAL_BYTES, offset + LOCAL_BYTES + size), member.nameBytes);
  if (!isSameName || start + member.packed > content.length) throw new PackError(PackFault.CHANGED, name);
  return content.subarray(start, start + member.packed);
}

function memberAt(view, content, at, size) {
  const nameBytes = content.slice(at + ENTRY_BYTES, at + ENTRY_BYTES + size);
  return {
    name: names.decode(nameBytes),
    nameBytes,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    attributes: view.getUint32(at + 38, true),
    offset: view.getUint32(at + 42, true),
  };
}

// The list of contents stands at the end, so a file that was copied in part has none.
function endOf(view) {
  const least = Math.max(view.byteLength - END_BYTES - MOST_COMMENT, 0);
  for (let at = view.byteLength - END_BYTES; at >= least; at -= 1) {
    const isEnd = view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength;
    if (isEnd) return at;
  }
  throw new PackError(PackFault.CUT_SHORT);
}

function viewOf(content) {
  return new DataView(content.buffer, content.byteOffset, content.byteLength);
}

const TABLE = Uint32Array.from({ length: 256 }, (_one, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(content) {
  let value = 0xffffffff;
  for (let at = 0; at < content.length; at += 1) value = TABLE[(value ^ content[at]) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
