// The first screens: no pack yet, one's name, several at one phone; and how many records wait.

import { actions, done, el, fill, form, link, p, panel, pick, trouble } from "./dom.js";
import { to } from "./pins.js";
import { day, say } from "./words.js";

const NAMES_A_PAGE = 40;
const URGENT_FROM = 200;

/** Choose a name, or hear how the first pack comes aboard. */
export async function first(app) {
  const [manifest] = await app.phone.packs();
  const [kept, advice] = app.installing.said({ isCalm: !manifest });
  const recovered = app.recovered && done(app.recovered);
  if (!manifest) {
    const how = say("岸上给的文件里有学习包。装好以后，这里会列出大家的名字，没有网络也能学。", "The office ashore gives a pack as a file. Then names stand here, and it works without a network.");
    return {
      title: say("还没有学习包", "No study pack yet"),
      content: [
        cleared(app),
        recovered,
        panel("topped", p(how), actions(link(say("去装学习包", "Take a pack"), "#/take", { primary: true }))),
        kept,
        advice,
        await waiting(app),
      ],
    };
  }
  const from = Number(app.route.query) || 0;
  const names = manifest.roster.slice().sort((one, other) => one.number - other.number);
  return {
    title: say("请选您的名字", "Choose your name"),
    content: [
      cleared(app),
      recovered,
      kept,
      revoked(app, manifest),
      names.length ? el("ul", { class: "names" }, ...names.slice(from, from + NAMES_A_PAGE).map(nameLink)) : noRoster(),
      pages(from, names.length),
      names.length > 1 && actions(link(say("几个人一起学", "Study together"), "#/together")),
      panel("topped", el("h2", {}, manifest.title), p(say(`${day(manifest.issued)}发出`, `issued ${day(manifest.issued)}`))),
      await waiting(app),
      advice,
    ],
  };
}

/** Say how many records the shore hasn't acknowledged, urgently when many. */
export async function waiting(app, { isHere = false } = {}) {
  const { events, unacknowledged } = await app.phone.standing();
  if (!events) return p(say("这部手机还没有记录。", "This phone holds no records yet."));
  if (!unacknowledged) return panel("said", p(say("记录都已交回岸上。", "Everything has been handed over.")));
  const number = el("span", { class: "figure" }, String(unacknowledged), el("span", { class: "unit" }, say(" 条", " records")));
  const isUrgent = unacknowledged >= URGENT_FROM || app.phone.isPersistent === false;
  const urge = isUrgent && p(say("请尽快交回：浏览器可能清理本机的数据。", "Hand over soon: the browser may clear what it keeps."));
  const go = !isHere && actions(link(say("去交回", "Hand over"), "#/hand-over"));
  return panel(isUrgent ? "due" : "", el("h2", {}, say("尚未交回", "Not yet handed over")), p(number), urge, go);
}

/** Ask who sits before this phone. */
export async function together(app) {
  const [manifest] = await app.phone.packs();
  if (!manifest) return app.instead("#/");
  const fault = el("div");
  const begin = (formElement) => {
    const who = Array.from(formElement.querySelectorAll("input:checked"), (input) => input.value);
    if (who.length) return app.study(who);
    fill(fault, trouble(say("还没有勾选名字。", "Nobody is ticked yet.")));
    formElement.querySelector("input").focus();
    return null;
  };
  const rows = manifest.roster.slice().sort((one, other) => one.number - other.number);
  const boxes = rows.map((row) => pick("checkbox", "who", row.learner, false, el("span", {}, String(row.number)), el("span", { class: "serif" }, row.name)));
  const go = el("button", { type: "submit", class: "button primary" }, say("开始学习", "Begin"));
  return {
    title: say("几个人一起学", "Study together"),
    back: ["#/", say("选名字", "Names")],
    content: [
      fault,
      p(say("请勾选在场的人。学完一项，每人各记一条。", "Tick who is here. Each gets a record of every item you finish.")),
      form(begin, el("fieldset", {}, el("legend", {}, say("在场的人", "Who is here")), ...boxes), go),
    ],
  };
}

function nameLink(row) {
  return el("li", {}, el("a", { href: to("sign-in", row) }, el("span", { class: "number" }, String(row.number)), el("span", { class: "serif" }, row.name)));
}

function pages(from, count) {
  const before = from > 0 && link(say("前面的名字", "Names before"), `#/?${Math.max(from - NAMES_A_PAGE, 0)}`);
  const after = from + NAMES_A_PAGE < count && link(say("后面的名字", "More names"), `#/?${from + NAMES_A_PAGE}`);
  return before || after ? actions(before, after) : null;
}

function noRoster() {
  return panel("due", p(say("这个学习包里没有名单，请向岸上要一个新的。", "This pack has no roster; ask the office ashore for a new one.")));
}

function revoked(app, manifest) {
  const text = say("岸上已停用这部手机，请带回岸上重新登记。记录照常保存。", "The shore trusts this phone no longer: have it enrolled anew. Nothing is lost.");
  return manifest.revoked.includes(app.phone.id) ? panel("trouble", p(text)) : null;
}

function cleared(app) {
  const text = say(
    "浏览器清掉过本机的数据，没有交回的记录找不回来了；交回过的都在岸上。请重新装学习包，上岸再登记一次。",
    "The browser cleared what it kept here. What wasn't handed over is gone; the rest is ashore. Take a pack again and enrol once more in port.",
  );
  return app.phone.wasCleared ? panel("trouble", p(text)) : null;
}
