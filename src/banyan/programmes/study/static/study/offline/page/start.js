// The first screens: no pack yet, one's name, one's figures or pictures, several at one phone.

import { TooManyTries } from "../store/pins.js";
import { actions, done, el, field, form, link, p, panel, pick, tag, trouble } from "./dom.js";
import { NEEDED, pictures } from "./pictures.js";
import { day, say } from "./words.js";

const NAMES_A_PAGE = 40;

/** Choose a name, or hear how the first pack comes aboard. */
export async function first(app) {
  const [manifest] = await app.phone.packs();
  const notices = [cleared(app), app.recovered && done(app.recovered), stored(app)];
  if (!manifest) {
    const how = say("岸上给的文件里有学习包。装好以后，这里会列出大家的名字，没有网络也能学。", "The office ashore gives a pack as a file. Then names stand here, and it works without a network.");
    return {
      title: say("还没有学习包", "No study pack yet"),
      content: [...notices, panel("topped", p(how), actions(link(say("去装学习包", "Take a pack"), "#/take", { primary: true }))), await waiting(app)],
    };
  }
  const from = Number(app.route.query) || 0;
  const names = manifest.roster.slice().sort((one, other) => one.number - other.number);
  return {
    title: say("请选您的名字", "Choose your name"),
    content: [
      ...notices,
      revoked(app, manifest),
      names.length ? el("ul", { class: "names" }, ...names.slice(from, from + NAMES_A_PAGE).map(nameLink)) : noRoster(),
      pages(from, names.length),
      actions(link(say("几个人一起学", "Study together"), "#/together")),
      panel("topped", el("h2", {}, manifest.title), p(say(`${day(manifest.issued)}发出`, `issued ${day(manifest.issued)}`))),
      await waiting(app),
    ],
  };
}

/** Say how many records the shore hasn't acknowledged, urgently when many. */
export async function waiting(app, { isHere = false } = {}) {
  const { events, unacknowledged } = await app.phone.standing();
  if (!events) return p(say("这部手机还没有记录。", "This phone holds no records yet."));
  if (!unacknowledged) return panel("said", p(say("记录都已交回岸上。", "Everything has been handed over.")));
  const figure = el("span", { class: "figure" }, String(unacknowledged), el("span", { class: "unit" }, say(" 条", " records")));
  const isUrgent = unacknowledged >= 200 || app.phone.isPersistent === false;
  const urge = isUrgent && p(say("请尽快交回：浏览器可能清理本机的数据。", "Hand over soon: the browser may clear what it keeps."));
  const go = !isHere && actions(link(say("去交回", "Hand over"), "#/hand-over"));
  return panel("due", el("h2", {}, say("尚未交回", "Not yet handed over")), p(figure), urge, go);
}

/** Ask for a learner's own figures or pictures, the first time twice. */
export async function signIn(app) {
  const row = await app.row(app.route.id);
  if (!row) return app.go("#/");
  const { kind } = await app.phone.pins(row.learner);
  const wanted = kind || (app.route.query === "pictures" ? "picture" : "digits");
  const fault = el("div");
  const enter = async (secret) => {
    try {
      if (await app.phone.checkPin(row.learner, secret)) return app.study([row.learner]);
      fault.replaceChildren(trouble(say("不对，请再试一次。忘记了，请船长在名单页清除。", "This isn't it; try again. Whoever forgot it asks the captain.")));
    } catch (error) {
      if (!(error instanceof TooManyTries)) throw error;
      fault.replaceChildren(trouble(say(`输错次数太多，请过 ${error.seconds} 秒再试。`, `Too many wrong tries; try again in ${error.seconds} s.`)));
    }
    return null;
  };
  const choose = async (secret, again) => {
    if (secret !== again) {
      fault.replaceChildren(trouble(say("两次不一样，请再来一次。", "The two differ; do it once more.")));
      return null;
    }
    await app.phone.choosePin(row.learner, wanted, secret);
    return app.study([row.learner]);
  };
  const ask = wanted === "digits" ? figures : pictured;
  const other = wanted === "digits" ? say("改用图案", "Use pictures") : say("改用数字", "Use figures");
  const there = `#/sign-in/${row.learner}${wanted === "digits" ? "?pictures" : ""}`;
  return {
    title: row.name,
    back: ["#/", say("选名字", "Names")],
    content: [
      fault,
      ask(kind === null, kind ? enter : choose, fault),
      kind === null && actions(link(other, there)),
      p(say("防止记到别人名下，不做别的用。", "It keeps records from the wrong name, and nothing else.")),
    ],
  };
}

/** Ask who sits before this phone. */
export async function together(app) {
  const [manifest] = await app.phone.packs();
  if (!manifest) return app.go("#/");
  const fault = el("div");
  const begin = (formElement) => {
    const who = Array.from(formElement.querySelectorAll("input:checked"), (input) => input.value);
    if (who.length) return app.study(who);
    fault.replaceChildren(trouble(say("还没有勾选名字。", "Nobody is ticked yet.")));
    return null;
  };
  const rows = manifest.roster.slice().sort((one, other) => one.number - other.number);
  const boxes = rows.map((row) => pick("checkbox", "who", row.learner, false, el("span", {}, String(row.number)), el("span", { class: "serif" }, row.name)));
  return {
    title: say("几个人一起学", "Study together"),
    back: ["#/", say("选名字", "Names")],
    content: [
      fault,
      p(say("请勾选在场的人。学完一项，每人各记一条。", "Tick who is here. Each gets a record of every item you finish.")),
      form(begin, el("fieldset", {}, el("legend", {}, say("在场的人", "Who is here")), ...boxes), submit(say("开始学习", "Begin"))),
    ],
  };
}

function figures(isNew, send) {
  const input = (id) => el("input", { type: "password", id, inputmode: "numeric", maxlength: 4, autocomplete: "off" });
  const [first_, again] = [input("pin"), input("again")];
  const check = () => {
    if (!/^[0-9]{4}$/.test(first_.value)) return fail(first_);
    return send(first_.value, again.value);
  };
  const fail = (where) => {
    const said = where.closest("form").querySelector(".hint");
    said.replaceChildren(trouble(say("请输入四位数字，如 2580。", "Four figures, as 2580.")));
    where.focus();
  };
  const label = isNew ? say("设一个四位密码", "Choose a PIN of four figures") : say("四位密码", "PIN of four figures");
  return form(check, el("div", { class: "hint" }), field(label, first_), isNew && field(say("再输一次", "The same once more"), again), submit(say("进入", "Go on")));
}

function pictured(isNew, send) {
  const place = el("div", { class: "stack" });
  const ask = (before) => {
    const label = before ? say("再选一次同样的三个图案", "Choose the same three again") : say("请依次选三个图案", "Choose three pictures in order");
    const chosen = (names) => {
      if (names.length < NEEDED) return;
      const secret = names.join(",");
      if (isNew && !before) ask(secret);
      else send(before || secret, secret);
    };
    place.replaceChildren(el("h2", {}, label), pictures(chosen));
  };
  ask("");
  return place;
}

function nameLink(row) {
  return el("li", {}, el("a", { href: `#/sign-in/${row.learner}` }, el("span", { class: "number" }, String(row.number)), el("span", { class: "serif" }, row.name)));
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

function stored(app) {
  if (app.phone.isPersistent !== false) return null;
  const how = say("请把本页“添加到主屏幕”，浏览器就不会随便清理；学完早点交回。", "Add this page to the home screen, so that the browser won't clear it; hand over early.");
  return panel("due", p(tag(say("请注意", "Mind"), "owed"), " ", how));
}

function submit(text) {
  return el("button", { type: "submit", class: "button primary" }, text);
}
