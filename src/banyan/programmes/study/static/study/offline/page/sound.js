// A sound with keys large enough for wet hands; they stay in sight while one reads along.

import { el, fill } from "./dom.js";
import { say } from "./words.js";

const BACK_SECONDS = 15;

/** Return [the sound, what shows it]; `title` is read aloud. */
export function soundOf(address, title) {
  const audio = el("audio", { src: address, controls: true, preload: "metadata", "aria-label": `${say("录音", "Sound")} ${title}` });
  const toggle = () => (audio.paused ? audio.play().catch(() => null) : audio.pause());
  const play = el("button", { type: "button", class: "button primary", click: toggle });
  const back = () => {
    audio.currentTime = Math.max(0, audio.currentTime - BACK_SECONDS);
  };
  const update = () => fill(play, audio.paused ? say("▶ 听录音", "▶ Listen") : say("❚❚ 暂停", "❚❚ Pause"));
  ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, update));
  update();
  const keys = el("div", { class: "player" }, play, el("button", { type: "button", class: "button", click: back }, say(`退 ${BACK_SECONDS} 秒`, `${BACK_SECONDS} s back`)));
  return [audio, [audio, keys]];
}
