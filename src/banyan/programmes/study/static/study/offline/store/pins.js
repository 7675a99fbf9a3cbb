// Four figures or three pictures before one's own name: they keep records from the wrong name, and prove nothing.

import { encoded, hexOf } from "../journal/bytes.js";

const MOST_WRONG = 5;
const WAIT_SECONDS = 60;
const ROUNDS = 20000;

/** Thrown after five wrong tries; `seconds` have to pass. */
export class TooManyTries extends Error {
  constructor(seconds) {
    super(`wait ${seconds} s`);
    this.seconds = seconds;
  }
}

/** Return what is kept of a secret (figures, or names of pictures): {kind, salt, hash}. */
export async function pinOf(kind, secret) {
  const salt = hexOf(crypto.getRandomValues(new Uint8Array(16)));
  return { kind, salt, hash: await hashOf(secret, salt), wrong: 0, until: 0 };
}

/** Return [whether it is the secret, what is to be kept now]; throw TooManyTries. `now` in seconds. */
export async function checkedPin(pin, secret, now) {
  // A clock that was set back must not lock anybody out for long.
  const left = Math.ceil(pin.until - now);
  if (left > 0 && left <= WAIT_SECONDS) throw new TooManyTries(left);
  if ((await hashOf(secret, pin.salt)) === pin.hash) return [true, { ...pin, wrong: 0, until: 0 }];
  const wrong = pin.wrong + 1;
  return [false, wrong < MOST_WRONG ? { ...pin, wrong } : { ...pin, wrong: 0, until: now + WAIT_SECONDS }];
}

async function hashOf(secret, salt) {
  const key = await crypto.subtle.importKey("raw", encoded(secret), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: encoded(salt), iterations: ROUNDS };
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}
