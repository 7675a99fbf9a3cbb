// The phone as a device: it notes study, hands over, hears the shore, takes packs; what it promised is on the disk.

import { readAcknowledgement } from "../journal/acknowledgement.js";
import { eventsIn, readBatch } from "../journal/batch.js";
import { hexOf } from "../journal/bytes.js";
import { enrolment } from "../journal/enrolment.js";
import { eventOf } from "../journal/events.js";
import { Fault, JournalError } from "../journal/faults.js";
import { deviceOf, publicOf, signed } from "../journal/keys.js";
import { closed, heard, logOf, noted, offered } from "../journal/log.js";
import { keyRecord, kindOf, packed, RecordKind, unpacked } from "../journal/records.js";
import { bytesFromHex, readPack, unprovedManifest } from "../packs/reading.js";
import { openDatabase, reading, writing } from "./database.js";
import { learningOf } from "./learning.js";
import { checkedPin, pinOf } from "./pins.js";

const REMEMBERED = "banyan-device";
const MOST_ASKING_MS = 1000;
const KINDS = {
  md: "text/markdown",
  opus: "audio/ogg",
  ogg: "audio/ogg",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  wav: "audio/wav",
  pdf: "application/pdf",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** Open this phone's device, made on first use; `shoreKey` (hexadecimal or "") is what the page was installed with. */
export async function openPhone({ shoreKey = "" } = {}) {
  const phone = new Phone(await openDatabase());
  await phone.begin(shoreKey);
  return phone;
}

class Phone {
  constructor(database) {
    this.database = database;
    this.turn = Promise.resolve();
  }

  async begin(shoreKey) {
    const before = remembered();
    const isNew = !(await this.load());
    // Gone although we were here before: the browser cleared what it kept for us.
    this.wasCleared = isNew && before !== "";
    while (!this.state) {
      const secret = randomBytes(32);
      const state = { secret, macKey: randomBytes(32), incarnation: randomBytes(4), shoreKey, pins: {}, settings: {} };
      await writing(this.database, 0, (store) => store("kept").put(state, "state"));
      await this.load();
    }
    if (shoreKey && !this.state.shoreKey) await this.change(async () => ({ state: { ...this.state, shoreKey } }));
    this.publicKey = await publicOf(this.state.secret);
    this.id = hexOf(await deviceOf(this.publicKey));
    remember(this.id);
    await this.askToStay();
  }

  // Some browsers ask the user first; the page doesn't wait for the answer.
  async askToStay() {
    this.isPersistent = null;
    const asked = persisted().then((answer) => {
      this.isPersistent = answer;
    });
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, MOST_ASKING_MS))]).catch(() => null);
  }

  /** Read everything anew; say whether there is a device. */
  async load() {
    const found = await reading(this.database, ({ get, all, keys }) =>
      Promise.all([get("kept", "state"), get("kept", "version"), get("kept", "said"), all("batches"), all("waiting"), all("packs"), keys("files")]),
    );
    const [state, version, said, records, waiting, packs, files] = found;
    if (!state) return false;
    const batches = await Promise.all(records.map(readBatch));
    const word = said ? await readAcknowledgement(said) : null;
    this.state = state;
    this.version = version || 0;
    this.manifests = packs.sort((one, other) => other.number - one.number);
    this.fileNames = new Set(files);
    this.log = logOf({ incarnation: state.incarnation, batches, waiting: waiting.map(eventOf), said: word });
    return true;
  }

  /**
   * Note events, and keep `settings` with them; both are on the disk when this resolves, or none.
   * Throw JournalError for an event that can't be kept.
   */
  note(events, settings = {}) {
    return this.change(async () => ({
      log: await noted(this.log, events.map(eventOf), { secret: this.state.secret }),
      state: this.withSettings(settings),
    }));
  }

  /** Say how many events there are, and how many the shore hasn't acknowledged. */
  async standing() {
    await this.fresh();
    const waiting = this.log.waiting.length;
    const count = (batches) => batches.reduce((sum, batch) => sum + batch.header.count, waiting);
    return { events: count(this.log.batches), unacknowledged: count(offered(this.log)) };
  }

  /** Seal what waits and return a parcel: our key, and the batches that the shore hasn't acknowledged, or all. */
  async handOver({ everything = false } = {}) {
    await this.change(async () => ({ log: await closed(this.log, { secret: this.state.secret }) }));
    return packed([keyRecord(this.publicKey), ...offered(this.log, { everything }).map((batch) => batch.record)]);
  }

  /** Take the newest acknowledgement of this phone out of a parcel; throw JournalError. */
  async hear(content) {
    await this.change(() => this.hearing(content, this.state.shoreKey));
    return this.standing();
  }

  /** Take a pack aboard whole and hear what the shore says in it; throw PackError and nothing is changed. */
  async takePack(content) {
    let manifest = null;
    await this.change(async () => {
      const pinned = this.state.shoreKey || (await unprovedManifest(content)).key;
      const pack = await readPack(content, { trusted: [bytesFromHex(pinned)], held: this.fileNames });
      manifest = pack.manifest;
      const words = await soundWords(manifest, this.id);
      const after = await this.hearing(packed(words), manifest.key).catch(ignoreJournal);
      return { ...after, pack, state: { ...this.state, ...(after.state || {}), shoreKey: manifest.key } };
    });
    return manifest;
  }

  /** Return the manifests of the packs aboard, the newest first. */
  async packs() {
    await this.fresh();
    return this.manifests;
  }

  /** Return a file of a pack as a Blob, or null. */
  async file(name) {
    const content = await reading(this.database, ({ get }) => get("files", name));
    return content ? new Blob([content], { type: KINDS[name.split(".").pop()] || "application/octet-stream" }) : null;
  }

  /** Return the introduction of this phone, which holds its secret for short receipts: to be shown in person only. */
  enrolment() {
    return enrolment({ secret: this.state.secret, macKey: this.state.macKey, title: `手机 ${this.id.slice(0, 4)}` });
  }

  /** Sign a stretch of bytes as this phone: 64 bytes. */
  async sign(content) {
    return (await signed(content, this.state.secret)).slice(content.length);
  }

  /** Return what learners have done and how far they came. */
  async learning() {
    await this.fresh();
    const sealed = this.log.batches.reduce((all, batch) => all.concat(eventsIn(batch)), []);
    return learningOf([...sealed, ...this.log.waiting], this.manifests);
  }

  /** Say whether a learner chose figures or pictures: {kind}, null for nothing yet. */
  async pins(learner) {
    await this.fresh();
    return { kind: this.state.pins[learner] ? this.state.pins[learner].kind : null };
  }

  /** Keep a learner's first secret. */
  async choosePin(learner, kind, secret) {
    const pin = await pinOf(kind, secret);
    return this.change(async () => this.withPin(learner, pin));
  }

  /** Say whether it is the learner's secret; throw TooManyTries. */
  async checkPin(learner, secret) {
    let isRight = false;
    await this.change(async () => {
      const [found, pin] = await checkedPin(this.state.pins[learner], secret, Date.now() / 1000);
      isRight = found;
      return this.withPin(learner, pin);
    });
    return isRight;
  }

  /** Clear a learner's secret, so that a new one can be chosen. */
  forgetPin(learner) {
    return this.change(async () => this.withPin(learner, undefined));
  }

  /** Keep something small under a name, as the item that is open. */
  keep(name, value) {
    return this.change(async () => ({ state: this.withSettings({ [name]: value }) }));
  }

  /** Return what is kept under a name, or undefined. */
  async kept(name) {
    await this.fresh();
    return this.state.settings[name];
  }

  // In its turn: what a change builds on must not be read anew beneath it.
  fresh() {
    return this.inTurn(async () => {
      const version = await reading(this.database, ({ get }) => get("kept", "version"));
      if (version !== this.version) await this.load();
    });
  }

  // One change after another; one that another tab's came before is made anew on what that one left.
  change(make) {
    return this.inTurn(async () => {
      for (;;) {
        const after = await make();
        if (await writing(this.database, this.version, (store) => this.write(store, after))) {
          await this.load();
          return;
        }
        await this.load();
      }
    });
  }

  inTurn(what) {
    const next = this.turn.then(what);
    this.turn = next.catch(() => null);
    return next;
  }

  write(store, { log = this.log, state = this.state, said = null, pack = null }) {
    store("kept").put({ ...state, incarnation: log.incarnation }, "state");
    if (said) store("kept").put(said, "said");
    if (log !== this.log) {
      log.batches.slice(this.log.batches.length).forEach((batch) => store("batches").add(batch.record));
      store("waiting").clear();
      log.waiting.forEach((event) => store("waiting").add({ ...event }));
    }
    if (!pack) return;
    store("packs").put(pack.manifest, pack.manifest.number);
    pack.contents.forEach((content, name) => store("files").put(content, name));
  }

  async hearing(content, shoreKey) {
    const found = await newestFor(this.id, unpacked(content).records);
    if (shoreKey && hexOf(found.said.shoreKey) !== shoreKey) throw new JournalError(Fault.WRONG_SHORE);
    const log = await heard(this.log, found.said, { publicKey: this.publicKey, fresh: randomBytes(4) });
    return { log, said: found.record, state: { ...this.state, shoreKey: hexOf(found.said.shoreKey) } };
  }

  withSettings(settings) {
    return { ...this.state, settings: { ...this.state.settings, ...settings } };
  }

  withPin(learner, pin) {
    return { state: { ...this.state, pins: { ...this.state.pins, [learner]: pin } } };
  }
}

async function newestFor(id, records) {
  let newest = null;
  for (const record of records.filter((one) => kindOf(one) === RecordKind.ACKNOWLEDGEMENT)) {
    const said = await readAcknowledgement(record);
    const isNewer = !newest || said.epoch > newest.said.epoch || (said.epoch === newest.said.epoch && said.counter > newest.said.counter);
    if (hexOf(said.device) === id && isNewer) newest = { said, record };
  }
  if (!newest) throw new JournalError(Fault.WRONG_DEVICE);
  return newest;
}

// A pack speaks to all devices; a word in it that can't be read, or that another key signed, must not hide ours.
async function soundWords({ acknowledgements, key }, id) {
  const sound = [];
  for (const record of acknowledgements.filter((word) => word.includes(id)).map(bytesFromHex)) {
    const { shoreKey } = await readAcknowledgement(record).catch(ignoreJournal);
    if (shoreKey && hexOf(shoreKey) === key) sound.push(record);
  }
  return sound;
}

function ignoreJournal(error) {
  if (error instanceof JournalError) return {};
  throw error;
}

function randomBytes(size) {
  return crypto.getRandomValues(new Uint8Array(size));
}

// What reminds us that there was a device here, should the browser clear the database alone.
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) || "";
  } catch (error) {
    return "";
  }
}

function remember(id) {
  try {
    localStorage.setItem(REMEMBERED, id);
  } catch (error) {
    // Without it a cleared phone just can't say that it was cleared.
  }
}

// True, false, or null where the browser doesn't tell.
async function persisted() {
  if (!navigator.storage || !navigator.storage.persist) return null;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
