// Bringing something aboard: one place for packs and answers, however they come.

import { bringFiles, bringText } from "./bringing.js";
import { actions, done, el, field, fill, form, link, p, trouble } from "./dom.js";
import { say } from "./words.js";

/** Offer the ways to bring something, and say what became of it. */
export async function take(app) {
  const said = el("div", { class: "stack" });
  const file = el("input", { type: "file", id: "file", multiple: true, class: "chooser" });
  const text = el("textarea", { id: "text", rows: 5, spellcheck: "false", autocomplete: "off" });
  const files = async () => {
    const chosen = Array.from(file.files);
    if (chosen.length && (await bring(app, said, () => bringFiles(chosen, app)))) choose.className = "button";
    file.value = "";
  };
  const typed = async () => {
    if (!text.value.trim()) {
      fill(said, trouble(say("还没有贴文字。", "There is no text yet.")));
      text.focus();
      return;
    }
    if (await bring(app, said, () => bringText(text.value, app))) text.value = "";
  };
  file.addEventListener("change", files);
  const choose = el("label", { for: "file", class: "button primary" }, say("选文件或照片", "Choose files or photos"));
  return {
    title: say("交来文件", "Bring a file"),
    back: ["#/", say("首页", "First page")],
    content: [
      p(say("学习包、岸上的回告，从这里交来，文件、二维码照片或文字都行，本页自己会认。", "Packs and answers of the shore, as a file, photos of codes or a text: it knows them by itself.")),
      said,
      el("div", { class: "actions choose" }, file, choose),
      p(say("可以一次选几个：分卷、几张二维码照片。", "Several at once, too: the parts of a pack, photos of codes.")),
      el(
        "details",
        {},
        el("summary", {}, say("没有文件，只有一段文字", "There is only a text")),
        form(typed, field(say("把文字贴在这里或照着输入", "Paste it here or type it"), text), el("button", { type: "submit", class: "button" }, say("交来", "Bring it"))),
      ),
    ],
  };
}

// Say what became of it; return whether nothing was refused.
async function bring(app, said, work) {
  fill(said, done(say("正在读取……", "Reading…")));
  const { told, faults } = await work();
  const [manifest] = await app.phone.packs();
  const on = manifest && link(say("去选名字", "Choose a name"), "#/", { primary: true });
  fill(said, faults.length > 0 && trouble(...faults), told.length > 0 && done(...told), told.length > 0 && on && actions(on));
  said.scrollIntoView({ block: "nearest" });
  return !faults.length;
}
