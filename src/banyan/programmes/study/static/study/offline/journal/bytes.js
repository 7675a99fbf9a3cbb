// Stretches of bytes: put together, compared, written as hexadecimal figures or as UTF-8.

// A byte order mark is a character like others, or a name would lose it.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Put stretches of bytes one after another. */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Say whether two stretches hold the same bytes. */
export function isSame(one, other) {
  return one.length === other.length && startsWith(one, other);
}

/** Say whether `content` begins with the bytes of `start`. */
export function startsWith(content, start) {
  return start.length <= content.length && start.every((byte, at) => byte === content[at]);
}

/** Compare as bytes do, a shorter stretch before a longer one: less than 0, 0 or more, as `sort` asks. */
export function compareByLength(one, other) {
  if (one.length !== other.length) return one.length - other.length;
  const at = one.findIndex((byte, place) => byte !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}

/** Write bytes as hexadecimal figures, which can be the key of a Map. */
export function hexOf(content) {
  return Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Write bytes as figures 0 and 1, eight for each. */
export function digitsOf(content) {
  return Array.from(content, (byte) => byte.toString(2).padStart(8, "0")).join("");
}

/** Read figures 0 and 1, eight for each byte. */
export function fromDigits(digits) {
  const content = new Uint8Array(digits.length / 8);
  return content.map((_byte, at) => parseInt(digits.slice(at * 8, at * 8 + 8), 2));
}

/** Write text as UTF-8. */
export function encoded(text) {
  return new TextEncoder().encode(text);
}

/** Read UTF-8; throw TypeError when it isn't. */
export function decoded(content) {
  return utf8.decode(content);
}
