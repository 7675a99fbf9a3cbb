// Bringing something aboard: one place for packs and answers, however they come.

import { bringFiles, bringText } from "./bringing.js";
import { actions, done, el, field, form, link, p, trouble } from "./dom.js";
import { say, why } from "./words.js";

/** Offer the ways to bring something, and say what became of it. */
export async function take(app) {
  const said = el("div", { class: "stack" });
  const file = el("input", { type: "file", id: "file", multiple: true });
  const text = el("textarea", { id: "text", rows: 6, spellcheck: "false", autocomplete: "off" });
  const send = async () => {
    said.replaceChildren(done(say("正在读取……", "Reading…")));
    try {
      const files = Array.from(file.files);
      const told = files.length ? await bringFiles(files, app) : [];
      if (text.value.trim()) told.push(...(await bringText(text.value, app)));
      const on = actions(link(say("去选名字", "Choose a name"), "#/", { primary: true }));
      if (told.length) said.replaceChildren(done(...told), on);
      else said.replaceChildren(trouble(say("还没有选文件，也没有贴文字。", "There is no file chosen and no text.")));
      file.value = "";
      text.value = "";
    } catch (error) {
      said.replaceChildren(trouble(why(error)));
    }
  };
  return {
    title: say("交来文件", "Bring a file"),
    back: ["#/", say("首页", "First page")],
    content: [
      said,
      p(say("学习包、岸上的回告，从这里交来，文件、二维码照片或文字都行，本页自己会认。", "Packs and answers of the shore, as a file, photos of codes or a text: it knows them by itself.")),
      form(
        send,
        field(say("文件或照片（可以一次选几个）", "Files or photos (several at once, too)"), file),
        field(say("或者把文字贴在这里", "Or paste a text"), text),
        el("button", { type: "submit", class: "button primary" }, say("交来", "Bring it")),
      ),
    ],
  };
}
