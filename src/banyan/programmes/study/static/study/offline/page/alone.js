// One window at a time: two would count the same minutes twice, and a phone's home screen opens a second one easily.

import { actions, button, el, fill, p } from "./dom.js";
import { say } from "./words.js";

const NAME = "banyan-page";
// A window that is just being closed or loaded anew lets go within this time.
const PATIENCE_MS = 1000;

/** Resolve when this window alone has the page; `leave()` is awaited before it goes to another window that asks. */
export function alone(leave) {
  if (!navigator.locks || !self.BroadcastChannel) return Promise.resolve();
  const channel = new BroadcastChannel(NAME);
  return new Promise((resolve) => {
    const waiting = setTimeout(() => elsewhere(() => channel.postMessage("let go")), PATIENCE_MS);
    navigator.locks.request(NAME, () => {
      clearTimeout(waiting);
      resolve();
      return new Promise((release) => {
        channel.onmessage = () => leave().then(gone, gone).then(release);
      });
    });
  });
}

function elsewhere(ask) {
  stand(
    say("本页已在另一个窗口打开", "This page is open in another window"),
    say("同时开两个窗口，学习时间会记乱。没有反应时，请把别的窗口关掉。", "Two windows would muddle the time of study. If nothing happens, close the other."),
    button(say("在这里继续", "Go on here"), ask),
  );
}

function gone() {
  stand(
    say("已转到另一个窗口", "Moved to another window"),
    say("学到这里的时间已经记下。", "The time up to here is noted."),
    button(say("回到这里", "Come back here"), () => location.reload()),
  );
}

function stand(title, words, way) {
  fill(document.querySelector("header"), el("div", { class: "inside" }, el("span", { class: "brand" }, say("海上学习", "Study at sea"))));
  fill(document.querySelector("footer"));
  fill(document.querySelector("main"), el("h1", {}, title), el("div", { role: "status" }, p(words)), actions(way));
}
