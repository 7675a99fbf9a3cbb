// Handing over: by itself where the office can be reached, else a file, a series of codes, or characters.

import { qrTexts } from "../journal/frames.js";
import { unpacked } from "../journal/records.js";
import { hanziText } from "../journal/text.js";
import { code } from "./codes.js";
import { actions, button, done, el, field, link, p, panel, trouble } from "./dom.js";
import { waiting } from "./start.js";
import { say, why } from "./words.js";

const MOST_CODES = 60;
const MOST_TEXT_BYTES = 4000;
const SECONDS_A_CODE = 2;

/** Say what hasn't been handed over and offer the ways. */
export async function handOver(app) {
  const said = el("div", { class: "stack" });
  const save = async () => keepFile(app, await app.phone.handOver(), "banyan");
  const send = async () => {
    said.replaceChildren(done(say("正在连接岸上……", "Reaching the shore…")));
    try {
      said.replaceChildren(done(...(await app.port.handOver())));
    } catch (error) {
      said.replaceChildren(trouble(error.words || why(error)));
    }
  };
  const shareable = navigator.canShare && navigator.canShare({ files: [new File(["x"], "a.banyan")] });
  const share = async () => {
    const parcel = new File([await app.phone.handOver()], nameOf(app, "banyan"));
    await navigator.share({ files: [parcel] }).catch(() => null);
  };
  return {
    title: say("交回记录", "Hand over"),
    back: ["#/", say("首页", "First page")],
    content: [
      await waiting(app, { isHere: true }),
      p(say("岸上回告以前，记录一直在本机里，可以多交几次，不会重复计算。", "Until the shore answers all stays here; handing over twice counts once.")),
      said,
      actions(button(say("联网交回", "By network"), send), button(say("存成文件", "Save a file"), save, { primary: false })),
      actions(
        shareable && button(say("发给别人", "Share"), share, { primary: false }),
        link(say("二维码", "Codes"), "#/codes"),
        link(say("抄写的文字", "Text to copy"), "#/text"),
      ),
      panel(
        "",
        el("h2", {}, say("第一次上岸", "The first time in port")),
        p(say("手机先要在岸上登记，记录才算学时。登记码里有密钥，请当面给办公室看，不要用聊天软件传。", "A phone is enrolled ashore before its records count. The code holds its secret: show it to the office in person.")),
        p(say(`本机编号 ${app.phone.id}`, `Device number ${app.phone.id}`)),
        actions(link(say("出示登记码", "Show the introduction"), "#/introduction")),
      ),
    ],
  };
}

/** Show the records as codes, one at a time and large. */
export async function codes(app) {
  const texts = await qrTexts(await app.phone.handOver());
  if (texts.length > MOST_CODES) return tooMany(say("记录太多，二维码拍不完。请存成文件。", "These are too many for codes; save a file instead."));
  const place = el("figure", {});
  const number = el("figcaption", { "aria-live": "polite" });
  let at = 0;
  const show = (next) => {
    at = (next + texts.length) % texts.length;
    place.replaceChildren(code(texts[at]), number);
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
  app.onLeave(() => clearInterval(playing));
  const several = texts.length > 1;
  return {
    title: say("二维码", "Codes"),
    back: ["#/hand-over", say("交回记录", "Hand over")],
    content: [
      p(say("请岸上逐个拍下来，先后不要紧，拍重了也不要紧。", "Have each one photographed; order doesn't matter, nor does one twice.")),
      el("div", { class: "codes one" }, place),
      several && actions(button(say("上一个", "Before"), () => show(at - 1), { primary: false }), button(say("下一个", "Next"), () => show(at + 1)), player),
    ],
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

function keepFile(app, content, ending) {
  const place = app.addressOf(new Blob([content], { type: "application/octet-stream" }));
  el("a", { href: place, download: nameOf(app, ending) }).click();
}

function nameOf(app, ending) {
  const today = new Date().toISOString().slice(0, 10);
  return `banyan-${app.phone.id.slice(0, 8)}-${today}.${ending}`;
}

function tooMany(words) {
  return { title: say("交回记录", "Hand over"), back: ["#/hand-over", say("交回记录", "Hand over")], content: [trouble(words)] };
}
