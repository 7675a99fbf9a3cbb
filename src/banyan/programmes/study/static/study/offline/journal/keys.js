// Who writes: a device is known by its public key, and signs what it hands over (Ed25519, RFC 8032).

import { concat } from "./bytes.js";
import { Fault, JournalError } from "./faults.js";

export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const DEVICE_BYTES = 8;

// What stands before a secret key's 32 bytes in PKCS#8 (RFC 8410, 7).
const PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

let fallback;

/** Return the 32 bytes of the public key that belongs to the 32 bytes of a secret one. */
export async function publicOf(secret) {
  const library = await libraryOrNull();
  if (library) return library.getPublicKeyAsync(secret);
  const { x } = await crypto.subtle.exportKey("jwk", await privateKey(secret));
  return Uint8Array.from(atob(x.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

/** Return the 8 bytes that name the device in every record: the beginning of the SHA-256 of its public key. */
export async function deviceOf(publicKey) {
  return (await sha256(publicKey)).slice(0, DEVICE_BYTES);
}

/** Return `body` with its signature behind it. */
export async function signed(body, secret) {
  const library = await libraryOrNull();
  if (library) return concat(body, await library.signAsync(body, secret));
  return concat(body, new Uint8Array(await crypto.subtle.sign("Ed25519", await privateKey(secret), body)));
}

/** Throw JournalError unless `record` ends with the signature of what stands before it. */
export async function checkSignature(record, publicKey) {
  const [body, signature] = [record.slice(0, -SIGNATURE_BYTES), record.slice(-SIGNATURE_BYTES)];
  if (!(await isSignedBy(publicKey, signature, body))) throw new JournalError(Fault.SIGNATURE);
}

/** Return the 32 bytes of the SHA-256 of `content`. */
export async function sha256(content) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content));
}

/** Return the 32 bytes of the HMAC-SHA-256 of `content`. */
export async function mac(key, content) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, content));
}

async function isSignedBy(publicKey, signature, body) {
  const library = await libraryOrNull();
  try {
    // Not the laxer rules of ZIP 215, which other programs don't share.
    if (library) return await library.verifyAsync(signature, body, publicKey, { zip215: false });
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, body);
  } catch (error) {
    // Bytes that are no key or no signature prove nothing.
    return false;
  }
}

// Chrome has Ed25519 from 137 on; before that a library does the same. Asked once.
function libraryOrNull() {
  const isThere = () => privateKey(new Uint8Array(KEY_BYTES).fill(1)).then(() => null);
  fallback = fallback || isThere().catch(() => import("../vendor/noble-ed25519.js"));
  return fallback;
}

function privateKey(secret) {
  // Of a key that may not be taken out again the public half can't be told.
  return crypto.subtle.importKey("pkcs8", concat(PKCS8, secret), "Ed25519", true, ["sign"]);
}
