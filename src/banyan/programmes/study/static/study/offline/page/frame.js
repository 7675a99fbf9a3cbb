// What stands around every screen: who studies, the language, the ways to go, the size of the type.

import { el, fill } from "./dom.js";
import { say, speak } from "./words.js";

/** Sizes of type, by their class; the first is the usual one. */
const SIZES = ["", "larger", "largest"];

/** Speak and write as this phone's people chose. */
export async function asChosen(phone) {
  speak(await phone.kept("language"));
  setSize(await phone.kept("size"));
}

/** Put what stands around a screen. */
export function frame(app) {
  fill(document.querySelector("header"), header(app));
  fill(document.querySelector("footer"), places(), sizes(app));
}

function header(app) {
  const speakOther = async () => {
    const next = say("en", "zh");
    await app.phone.keep("language", next);
    speak(next);
    app.show();
  };
  const tool = (label, click, lang = null) => el("button", { type: "button", class: "tool", lang, click }, label);
  const change = app.studying.learners.length > 0 && tool(say("换人", "Leave"), () => app.change());
  const tools = el("div", { class: "tools" }, change, tool(say("English", "中文"), speakOther, say("en", "zh-Hans")));
  return el("div", { class: "inside" }, el("a", { href: "#/", class: "brand" }, say("海上学习", "Study at sea")), tools);
}

function places() {
  const those = [["#/", say("首页", "First page")], ["#/hand-over", say("交回记录", "Hand over")], ["#/take", say("交来文件", "Bring a file")]];
  return el("nav", { class: "inside", "aria-label": say("页脚", "Foot") }, ...those.map(([href, name]) => el("a", { href }, name)));
}

function sizes(app) {
  const names = [say("大", "Large"), say("更大", "Larger"), say("最大", "Largest")];
  const now = document.documentElement.className;
  const keys = SIZES.map((size, at) => el("button", { type: "button", class: "size", "aria-pressed": String(size === now), click: choose(size) }, names[at]));
  function choose(size) {
    return async (event) => {
      setSize(size);
      keys.forEach((key) => key.setAttribute("aria-pressed", String(key === event.currentTarget)));
      await app.phone.keep("size", size);
    };
  }
  return el("div", { class: "inside sizes", role: "group", "aria-label": say("字号", "Size of type") }, el("span", {}, say("字号", "Type")), ...keys);
}

function setSize(size) {
  document.documentElement.className = SIZES.includes(size) ? size : "";
}
