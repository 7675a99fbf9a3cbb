// The page: opens the phone's store, shows one screen at a time, and never loses what was studied in between.

import { openPhone } from "../store/phone.js";
import { alone } from "./alone.js";
import { Series } from "./bringing.js";
import { actions, button, el, fill, p, panel, trouble } from "./dom.js";
import { asChosen, frame } from "./frame.js";
import { handOver } from "./handing.js";
import { Installing } from "./installing.js";
import { forget, signIn } from "./pins.js";
import { Port } from "./port.js";
import { quiz, result } from "./quiz.js";
import { codes, introduction, text } from "./showing.js";
import { first, together } from "./start.js";
import { item, list } from "./study.js";
import { Studying } from "./studying.js";
import { take } from "./taking.js";
import { minutes, say, why } from "./words.js";

const SCREENS = {
  "": first,
  "sign-in": signIn,
  forget,
  together,
  study: list,
  item,
  quiz,
  result,
  "hand-over": handOver,
  codes,
  text,
  introduction,
  take,
};
// On these the time of an item runs.
const OPEN = ["item", "quiz"];
// These say how many records wait.
const COUNTING = ["", "study", "hand-over"];
const HAND_OVER_EVERY_MS = 61000;

class App {
  constructor(phone) {
    this.phone = phone;
    this.studying = new Studying(phone);
    this.series = new Series();
    this.port = new Port(phone);
    this.installing = new Installing(phone, () => this.offerUpdate());
    this.addresses = [];
    this.turn = 0;
  }

  /** Go to a screen. */
  go(hash) {
    if (location.hash === hash) return this.show();
    location.hash = hash;
    return null;
  }

  /** Go to a screen that stands in for this one, so that the way back doesn't lead here again. */
  instead(hash) {
    location.replace(hash);
    return null;
  }

  study(learners) {
    this.studying.learners = learners;
    this.recovered = "";
    return this.instead("#/study");
  }

  /** Let somebody else study. */
  change() {
    this.studying.learners = [];
    return this.go("#/");
  }

  /** Say the address of a Blob, good until the next screen. */
  addressOf(blob) {
    const address = URL.createObjectURL(blob);
    this.addresses.push(address);
    return address;
  }

  async row(learner) {
    return (await this.rows([learner]))[0];
  }

  async rows(learners) {
    const [manifest] = await this.phone.packs();
    return manifest ? learners.map((one) => manifest.roster.find((row) => row.learner === one)).filter(Boolean) : [];
  }

  /** Show the screen that the address names; what was open is noted first. A screen that comes too late isn't shown. */
  async show() {
    if (this.isGone) return;
    this.turn += 1;
    const { turn } = this;
    this.route = routeOf(location.hash);
    const { name, id } = this.route;
    const before = this.addresses.splice(0);
    const stillOpen = this.studying.open && OPEN.includes(name) && this.studying.open.item === id;
    try {
      if (this.studying.open && !stillOpen) await this.studying.end();
      const screen = await (SCREENS[name] || first)(this);
      if (screen && turn === this.turn) this.put(screen);
    } catch (error) {
      if (turn === this.turn) this.put({ title: say("这一步没有做成", "This wasn't done"), back: ["#/", say("首页", "First page")], content: [trouble(why(error))] });
      throw error;
    } finally {
      before.forEach((address) => URL.revokeObjectURL(address));
    }
  }

  // `begin` is called when the screen stands, `leave` when it goes.
  put({ title, content, back = null, begin = null, leave = null }) {
    if (this.leave) this.leave();
    this.leave = leave;
    const way = back && p(el("a", { class: "back", href: back[0] }, `‹ ${back[1]}`));
    const heading = el("h1", { tabindex: "-1" }, title);
    fill(document.querySelector("main"), way, heading, ...content);
    document.title = `${title} · ${say("榕树", "Banyan")}`;
    frame(this);
    if (begin) begin();
    this.told = null;
    this.offerUpdate();
    if (this.hasShown) heading.focus();
    this.hasShown = true;
    scrollTo(0, 0);
    this.handOver();
  }

  /** Hand over by the network where it is there, and show what became of it where nobody is in the middle of something. */
  async handOver() {
    if (!this.isGone && (await this.port.watch()) && COUNTING.includes(this.route.name)) this.show();
  }

  /** A newer page takes over between two items only, and when asked. */
  offerUpdate() {
    const main = document.querySelector("main");
    if (!this.installing.update || this.studying.open || main.querySelector(".update")) return;
    const take_ = () => this.installing.takeOver();
    main.append(panel("due update", p(say("本页有新版本。", "There is a newer version of this page.")), actions(button(say("现在更新", "Update now"), take_))));
  }

  /** Note what is open and show nothing any more: another window has the page. */
  async end() {
    this.isGone = true;
    if (this.leave) this.leave();
    await this.studying.end();
  }
}

function routeOf(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, id = ""] = path.split("/").map(plain);
  return { name, id, query };
}

function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return "";
  }
}

async function start() {
  const phone = await openPhone({ shoreKey: document.documentElement.dataset.shoreKey || "" });
  await asChosen(phone);
  const app = new App(phone);
  await alone(() => app.end());
  const recovered = await app.studying.recover();
  app.recovered = recovered ? say(`上次没有按“学完了”，已替您记下 ${minutes(recovered)}。`, `Last time wasn't ended; ${minutes(recovered)} were noted for you.`) : "";
  addEventListener("hashchange", () => app.show());
  addEventListener("online", () => app.handOver());
  setInterval(() => app.handOver(), HAND_OVER_EVERY_MS);
  await app.show();
  await app.installing.begin();
}

start().catch((error) => {
  const words = say("这个浏览器不让本页保存数据（可能是无痕模式），不能在船上用。请换一个窗口或浏览器。", "This browser lets the page keep nothing (a private window?), so it can't be used at sea. Use another.");
  fill(document.querySelector("main"), el("h1", {}, say("打不开", "This can't be opened")), trouble(words));
  throw error;
});
