// The network in port: where the office can be reached, records go there by themselves, answers and packs come back.

import { concat, encoded, hexOf } from "../journal/bytes.js";
import { sha256 } from "../journal/keys.js";
import { Refusal, say } from "./words.js";

const ADDRESS = "/study/port/";
const LABEL = encoded("banyan port 1\0");
const NEXT_TRY_SECONDS = 60;

/** Hands over by the network, when asked or by itself. */
export class Port {
  constructor(phone) {
    this.phone = phone;
    this.triedAt = -Infinity;
  }

  /** Try once a minute at most while something waits; say whether something changed. Trouble is silent. */
  async watch() {
    if (navigator.onLine === false || performance.now() - this.triedAt < NEXT_TRY_SECONDS * 1000) return false;
    if (!(await this.phone.standing()).unacknowledged) return false;
    return this.handOver().then(
      () => true,
      () => false,
    );
  }

  /** Hand over, hear the answer, take the newest pack; say in sentences what happened. Throw Refusal. */
  async handOver() {
    this.triedAt = performance.now();
    const { question } = await (await this.ask(ADDRESS)).json();
    const parcel = await this.phone.handOver();
    const signature = await this.phone.sign(concat(LABEL, encoded(question), Uint8Array.of(0), await sha256(parcel)));
    const [newest] = await this.phone.packs();
    const headers = {
      "Content-Type": "application/octet-stream",
      "Banyan-Device": this.phone.id,
      "Banyan-Question": question,
      "Banyan-Signature": hexOf(signature),
      "Banyan-Holds": String(newest ? newest.number : 0),
    };
    const answer = await this.ask(ADDRESS, { method: "POST", body: parcel, headers });
    const { unacknowledged } = await this.phone.hear(new Uint8Array(await answer.arrayBuffer()));
    const told = [say(`已交到岸上，尚未交回 ${unacknowledged} 条。`, `Handed over; left: ${unacknowledged}.`)];
    const place = answer.headers.get("Banyan-Pack-Address");
    return place ? told.concat(await this.pack(place)) : told;
  }

  async pack(place) {
    const answer = await this.ask(place);
    const manifest = await this.phone.takePack(new Uint8Array(await answer.arrayBuffer()));
    return [say(`已装好《${manifest.title}》。`, `“${manifest.title}” is aboard.`)];
  }

  async ask(address, options = {}) {
    const answer = await fetch(address, { credentials: "omit", cache: "no-store", ...options }).catch(() => null);
    if (!answer) throw new Refusal(say("现在连不上岸上，靠港有网络时再试，或用别的办法交回。", "The shore can't be reached now; try in port, or hand over another way."));
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new Refusal(said.error || `HTTP ${answer.status}`);
  }
}
