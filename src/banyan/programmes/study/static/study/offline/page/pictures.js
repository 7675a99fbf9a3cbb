// Nine pictures for those who'd rather not remember figures; three of them in their order are one's own.

import { el, svg } from "./dom.js";
import { say } from "./words.js";

const DRAWN = {
  boat: ["船", "boat", "M3 15h18l-3 5H6zM12 3v10M12 4l6 8h-6z"],
  fish: ["鱼", "fish", "M3 12c4-6 10-6 14 0-4 6-10 6-14 0zM17 12l4-4v8zM7 11h.1"],
  tree: ["榕树", "banyan", "M12 21v-8M8 21v-7M16 21v-7M3 12a4 4 0 0 1 4-5 5 5 0 0 1 10 0 4 4 0 0 1 4 5c0 2-3 2-9 2s-9 0-9-2z"],
  sun: ["太阳", "sun", "M12 8a4 4 0 1 0 .1 0zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2"],
  lamp: ["灯", "lamp", "M9 3h6M12 3v3M7 6h10l2 9H5zM9 18h6M10 21h4"],
  tea: ["茶", "tea", "M4 9h13v6a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM17 11h2a2 2 0 0 1 0 5h-2M8 3v3M13 3v3"],
  hat: ["草帽", "straw hat", "M2 16c3 4 17 4 20 0-3-2-5-2-6-3-1-6-7-6-8 0-1 1-3 1-6 3z"],
  net: ["渔网", "net", "M3 4h18l-4 16H7zM7 4l3 16M12 4v16M17 4l-3 16M5 10h14M6 15h12"],
  moon: ["月亮", "moon", "M17 16A8 8 0 0 1 9 3a9 9 0 1 0 10 12z"],
};
export const NEEDED = 3;

/** Three pictures are pressed one after another; `chosen(names)` is called with each step, a list of at most three. */
export function pictures(chosen) {
  let names = [];
  const shown = el("p", { class: "pictures-chosen", role: "status" });
  const update = (next) => {
    names = next;
    shown.textContent = names.length ? names.map((name) => say(...DRAWN[name])).join(say("、", ", ")) : say("还没有选", "nothing yet");
    chosen(names);
  };
  const add = (name) => () => names.length < NEEDED && update([...names, name]);
  const keys = Object.keys(DRAWN).map((name) =>
    el("button", { type: "button", class: "picture", click: add(name) }, drawing(DRAWN[name][2]), el("span", {}, say(...DRAWN[name]))),
  );
  const again = el("button", { type: "button", class: "button", click: () => update([]) }, say("重选", "Begin anew"));
  update([]);
  return el("div", { class: "stack" }, el("div", { class: "pictures" }, ...keys), shown, el("p", { class: "actions" }, again));
}

function drawing(path) {
  const line = { fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" };
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: path, ...line }));
}
