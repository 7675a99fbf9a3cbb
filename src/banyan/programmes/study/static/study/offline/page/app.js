// The page: opens the phone's store, shows one screen at a time, and never loses what was studied in between.

import { openPhone } from "../store/phone.js";
import { Series } from "./bringing.js";
import { button, el, p, panel, trouble } from "./dom.js";
import { codes, handOver, introduction, text } from "./handing.js";
import { Port } from "./port.js";
import { first, signIn, together } from "./start.js";
import { item, list, quiz, result } from "./study.js";
import { Studying } from "./studying.js";
import { take } from "./taking.js";
import { minutes, say, speak, why } from "./words.js";

const SCREENS = {
  "": first,
  "sign-in": signIn,
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
const HAND_OVER_EVERY = 61000;

class App {
  constructor(phone) {
    this.phone = phone;
    this.studying = new Studying(phone);
    this.series = new Series();
    this.port = new Port(phone);
    this.addresses = [];
    this.leaving = [];
  }

  go(hash) {
    if (location.hash === hash) return this.show();
    location.hash = hash;
    return null;
  }

  study(learners) {
    this.studying.learners = learners;
    return this.go("#/study");
  }

  /** Say the address of a Blob, good until the next screen. */
  addressOf(blob) {
    const address = URL.createObjectURL(blob);
    this.addresses.push(address);
    return address;
  }

  onLeave(leave) {
    this.leaving.push(leave);
  }

  async row(learner) {
    return (await this.rows([learner]))[0];
  }

  async rows(learners) {
    const [manifest] = await this.phone.packs();
    return manifest ? learners.map((one) => manifest.roster.find((row) => row.learner === one)).filter(Boolean) : [];
  }

  /** Show the screen that the address names; what was open is noted first. */
  async show() {
    const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [name, id = ""] = path.split("/").map(decodeURIComponent);
    this.route = { name, id, query };
    this.leaving.splice(0).forEach((leave) => leave());
    const before = this.addresses.splice(0);
    const stillOpen = this.studying.open && OPEN.includes(name) && this.studying.open.item === id;
    try {
      if (this.studying.open && !stillOpen) await this.studying.end();
      const screen = await (SCREENS[name] || first)(this);
      if (screen) this.put(screen);
    } catch (error) {
      this.put({ title: say("这一步没有做成", "This wasn't done"), back: ["#/", say("首页", "First page")], content: [trouble(why(error))] });
      throw error;
    } finally {
      before.forEach((address) => URL.revokeObjectURL(address));
    }
  }

  put({ title, content, back = null }) {
    const way = back && p(el("a", { class: "back", href: back[0] }, `‹ ${back[1]}`));
    const heading = el("h1", { tabindex: "-1" }, title);
    document.querySelector("main").replaceChildren(...[way, heading, ...content].filter(Boolean));
    document.title = `${title} · ${say("榕树", "Banyan")}`;
    document.querySelector("header").replaceChildren(header(this));
    document.querySelector("footer").replaceChildren(footer());
    this.told = null;
    this.offerUpdate();
    if (this.hasShown) heading.focus();
    this.hasShown = true;
    scrollTo(0, 0);
    this.handOver();
  }

  /** Hand over by the network where it is there, and show what became of it where nobody is in the middle of something. */
  async handOver() {
    if ((await this.port.watch()) && COUNTING.includes(this.route.name)) this.show();
  }

  /** A newer page takes over between two items only, and when asked. */
  offerUpdate() {
    if (!this.update || this.studying.open) return;
    const take_ = () => this.update.postMessage("take over");
    const offer = panel("due", p(say("本页有新版本。", "There is a newer version of this page.")), el("p", { class: "actions" }, button(say("现在更新", "Update now"), take_)));
    document.querySelector("main").append(offer);
  }
}

function header(app) {
  const switch_ = async () => {
    const next = say("en", "zh");
    await app.phone.keep("language", next);
    speak(next);
    app.show();
  };
  const leave = () => {
    app.studying.learners = [];
    app.go("#/");
  };
  const tool = (label, click) => el("button", { type: "button", class: "tool", click }, label);
  const tools = el("div", { class: "tools" }, app.studying.learners.length ? tool(say("换人", "Leave"), leave) : null, tool(say("English", "中文"), switch_));
  return el("div", { class: "inside" }, el("a", { href: "#/", class: "brand" }, say("海上学习", "Study at sea")), tools);
}

function footer() {
  const places = [["#/", say("首页", "First page")], ["#/hand-over", say("交回记录", "Hand over")], ["#/take", say("交来文件", "Bring a file")]];
  return el("nav", { class: "inside", "aria-label": say("页脚", "Foot") }, ...places.map(([href, name]) => el("a", { href }, name)));
}

async function install(app) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("worker.js", { scope: "./" });
  const notice = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    app.update = registration.waiting;
    app.offerUpdate();
  };
  registration.addEventListener("updatefound", () => {
    registration.installing.addEventListener("statechange", notice);
  });
  notice();
  const hadOne = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => hadOne && location.reload());
}

async function start() {
  const phone = await openPhone({ shoreKey: document.documentElement.dataset.shoreKey || "" });
  speak(await phone.kept("language"));
  const app = new App(phone);
  const recovered = await app.studying.recover();
  app.recovered = recovered ? say(`上次没有按“学完了”，已替您记下 ${minutes(recovered)}。`, `Last time wasn't ended; ${minutes(recovered)} were noted for you.`) : "";
  addEventListener("hashchange", () => app.show());
  addEventListener("online", () => app.handOver());
  setInterval(() => app.handOver(), HAND_OVER_EVERY);
  await app.show();
  await install(app).catch(() => null);
}

start().catch((error) => {
  const words = say("这个浏览器不让本页保存数据（可能是无痕模式），不能在船上用。请换一个窗口或浏览器。", "This browser lets the page keep nothing (a private window?), so it can't be used at sea. Use another.");
  document.querySelector("main").replaceChildren(el("h1", {}, say("打不开", "This can't be opened")), trouble(words));
  throw error;
});
