// Inflating what a pack holds: by the browser where it can, else by fflate; never further than asked.

const PIECE_BYTES = 4096;

/** Thrown when more comes out than was asked for. */
export class TooMuch extends Error {}

/** Inflate raw deflate to at most `most` bytes; throw TooMuch beyond, or whatever the inflater throws for damage. */
export async function inflated(content, most) {
  return canInflate() ? byBrowser(content, most) : byLibrary(content, most);
}

/** Say whether this browser inflates by itself (Chrome 103 and later do). */
export function canInflate() {
  try {
    return Boolean(new DecompressionStream("deflate-raw"));
  } catch (error) {
    return false;
  }
}

async function byBrowser(content, most) {
  const reader = new Blob([content]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const room = new Room(most);
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    if (!room.take(step.value)) {
      reader.cancel().catch(() => null);
      throw new TooMuch();
    }
  }
  return room.whole();
}

async function byLibrary(content, most) {
  await import("../vendor/fflate.js");
  const room = new Room(most);
  const inflate = new self.fflate.Inflate((piece) => {
    if (!room.take(piece)) throw new TooMuch();
  });
  // In small pieces: of what is too much little comes out before it is noticed.
  for (let at = 0; at === 0 || at < content.length; at += PIECE_BYTES) {
    inflate.push(content.slice(at, at + PIECE_BYTES), at + PIECE_BYTES >= content.length);
  }
  return room.whole();
}

class Room {
  constructor(most) {
    this.most = most;
    this.size = 0;
    this.pieces = [];
  }

  take(piece) {
    this.size += piece.length;
    this.pieces.push(piece.slice());
    return this.size <= this.most;
  }

  whole() {
    const content = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.pieces) {
      content.set(piece, at);
      at += piece.length;
    }
    return content;
  }
}
