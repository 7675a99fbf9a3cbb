// What the page says: Chinese first, English by a switch; and why something couldn't be done.

import { JournalError } from "../journal/faults.js";
import { PackError } from "../packs/faults.js";

let language = "zh";

/** Speak this language from now on. */
export function speak(name) {
  language = name === "en" ? "en" : "zh";
  document.documentElement.lang = language === "en" ? "en" : "zh-Hans";
}

/** Return the text in the reader's language. */
export function say(chinese, english) {
  return language === "en" ? english : chinese;
}

/** Say a length of time; a minute begun is a minute when it is still to go. */
export function minutes(seconds, { toGo = false } = {}) {
  const whole = toGo ? Math.max(1, Math.ceil(seconds / 60)) : Math.floor(seconds / 60);
  if (whole) return say(`${whole} 分钟`, `${whole} min`);
  return say(`${Math.round(seconds)} 秒`, `${Math.round(seconds)} s`);
}

/** Say a day as people do. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const [month, number] = [date.getMonth() + 1, date.getDate()];
  return say(`${month}月${number}日`, date.toLocaleDateString("en", { day: "numeric", month: "short" }));
}

/** Say the language or dialect of a course's sound. */
export function dialect(code) {
  const found = DIALECTS[code];
  return found ? say(...found) : code;
}

const DIALECTS = {
  "yue-dongguan": ["东莞话", "Dongguan Cantonese"],
  yue: ["粤语", "Cantonese"],
  hakka: ["客家话", "Hakka"],
  tanka: ["水上话", "Tanka"],
  cmn: ["普通话", "Mandarin"],
};

/** Thrown with a sentence for the reader. */
export class Refusal extends Error {}

const WHY = {
  not_ours: ["这不是榕树的学习记录。", "This isn't a study record of Banyan's."],
  newer: ["这是更新版本写的，请先上岸联网更新本页。", "A newer Banyan wrote this; update this page ashore first."],
  cut_short: ["内容不完整，请重新拷贝或传送。", "Something is cut off; copy or send it again."],
  garbled: ["内容有损坏，请重新传送。", "Something is damaged; send it again."],
  too_large: ["内容太大，或超过所声明的大小。", "This is too large, or larger than it says."],
  signature: ["签名不符：内容被改动过。", "The signature doesn't fit: this was changed."],
  stale: ["这份回告比已有的旧，不用再收。", "This answer is older than the one that is known."],
  wrong_shore: ["这不是本机登记的那个岸上办公室发的。", "Another office ashore than this phone's sent this."],
  wrong_device: ["里面没有给这部手机的回告。", "There is no answer for this phone in it."],
  line: ["有一行不对，请核对：", "A line is wrong, check it:"],
  missing_line: ["还缺这些行：", "These lines are missing:"],
  missing_parts: ["还缺这些二维码：", "These codes are missing:"],
  out_of_range: ["这一项超出范围：", "This can't be kept:"],
  not_a_pack: ["这不是学习包。", "This is no study pack."],
  untrusted_key: ["这个学习包不是本机登记的那个办公室发的。", "Another office than this phone's made this pack."],
  changed: ["学习包里有文件损坏，请重新拷贝。", "A file of the pack is damaged; copy it again."],
  forbidden_name: ["学习包里有不该有的文件。", "The pack holds a file that doesn't belong there."],
  twice: ["里面有重复的内容。", "Something stands twice in it."],
  missing: ["这个学习包接着前一个，请先装前一个。", "This pack builds on an earlier one; take that one first."],
  malformed: ["学习包的目录有误：", "The list of the pack makes no sense:"],
  missing_part: ["还缺这几个分卷：", "These parts are missing:"],
};
const TOLD = ["line", "missing_line", "missing_parts", "out_of_range", "malformed", "missing_part"];

/** Say why something couldn't be done and what to do. */
export function why(error) {
  if (error instanceof JournalError || error instanceof PackError) {
    const found = WHY[error.fault] || WHY.garbled;
    return TOLD.includes(error.fault) && error.where ? `${say(...found)} ${error.where}` : say(...found);
  }
  if (error instanceof Refusal) return error.message;
  if (error && error.name === "QuotaExceededError") {
    return say("手机存储空间不够，请删掉一些照片或视频再试。", "The phone is full; delete some photos and try again.");
  }
  return say("这一步没有做成，记录没有受影响。请再试一次。", "This wasn't done; no record is harmed. Try once more.");
}
