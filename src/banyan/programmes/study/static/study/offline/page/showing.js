// What another's camera or pen takes from this screen: a series of codes, characters, the introduction.

import { qrTexts } from "../journal/frames.js";
import { unpacked } from "../journal/records.js";
import { hanziText } from "../journal/text.js";
import { code } from "./codes.js";
import { actions, button, el, field, fill, p, panel, trouble } from "./dom.js";
import { keepFile } from "./files.js";
import { say } from "./words.js";

const MOST_CODES = 60;
const MOST_TEXT_BYTES = 4000;
const SECONDS_A_CODE = 2;

/** Show the records as codes, one at a time and large. */
export async function codes(app) {
  const texts = await qrTexts(await app.phone.handOver());
  if (texts.length > MOST_CODES) return tooMany(say("记录太多，二维码拍不完。请存成文件。", "These are too many for codes; save a file instead."));
  const place = el("figure", {});
  const number = el("figcaption", { "aria-live": "polite" });
  let at = 0;
  const show = (next) => {
    at = (next + texts.length) % texts.length;
    fill(place, code(texts[at]), number);
    number.textContent = `${at + 1} / ${texts.length}`;
  };
  show(0);
  let playing = 0;
  const play = () => {
    clearInterval(playing);
    playing = playing ? 0 : setInterval(() => show(at + 1), SECONDS_A_CODE * 1000);
    player.textContent = playing ? say("停", "Stop") : say("自动翻", "Turn by itself");
  };
  const player = button(say("自动翻", "Turn by itself"), play, { primary: false });
  const several = texts.length > 1;
  return {
    title: say("二维码", "Codes"),
    back: ["#/hand-over", say("交回记录", "Hand over")],
    content: [
      p(say("请岸上逐个拍下来，先后不要紧，拍重了也不要紧。", "Have each one photographed; order doesn't matter, nor does one twice.")),
      el("div", { class: "codes one" }, place),
      several && actions(button(say("下一个", "Next"), () => show(at + 1)), button(say("上一个", "Before"), () => show(at - 1), { primary: false }), player),
    ],
    leave: () => clearInterval(playing),
  };
}

/** Show the records as characters to copy. */
export async function text(app) {
  const { records } = unpacked(await app.phone.handOver());
  if (records.reduce((sum, record) => sum + record.length, 0) > MOST_TEXT_BYTES) {
    return tooMany(say("记录太多，抄不完。请存成文件。", "This is too much to copy; save a file instead."));
  }
  const place = el("textarea", { id: "copy", readonly: true, rows: 12, spellcheck: "false" });
  place.value = records.map(hanziText).join("\n");
  return {
    title: say("抄写的文字", "Text to copy"),
    back: ["#/hand-over", say("交回记录", "Hand over")],
    content: [field(say("每个字都要照抄，顺序不变。", "Copy every character in its order."), place)],
  };
}

/** Show the introduction of this phone, for the office alone. */
export async function introduction(app) {
  const record = await app.phone.enrolment();
  const save = () => keepFile(app, record, "enrol");
  return {
    title: say("登记码", "Introduction"),
    back: ["#/hand-over", say("交回记录", "Hand over")],
    content: [
      panel("due", p(say("只当面给办公室看。", "Show it to the office in person only."))),
      el("div", { class: "codes one" }, el("figure", {}, code((await qrTexts(record))[0]), el("figcaption", {}, app.phone.id))),
      actions(button(say("存成文件", "Save a file"), save, { primary: false })),
    ],
  };
}

function tooMany(words) {
  return { title: say("交回记录", "Hand over"), back: ["#/hand-over", say("交回记录", "Hand over")], content: [trouble(words)] };
}
