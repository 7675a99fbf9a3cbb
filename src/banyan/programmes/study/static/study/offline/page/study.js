// What is to be studied, one item with its text and sound, and its quiz.

import { actions, done, el, figure, form, link, p, panel, pick, tag, trouble, button } from "./dom.js";
import { prose } from "./prose.js";
import { waiting } from "./start.js";
import { dialect, minutes, say } from "./words.js";

/** List the courses with what is done and owed. */
export async function list(app) {
  const [manifest] = await app.phone.packs();
  if (!manifest || !app.studying.learners.length) return app.go("#/");
  const known = await app.phone.learning();
  const items = manifest.courses.reduce((all, course) => all.concat(course.items), []);
  const rows = await app.rows(app.studying.learners);
  const isDone = (item) => rows.every((row) => known.isDone(row.learner, item.id));
  const names = rows.length > 1 && el("p", { class: "serif" }, rows.map((row) => row.name).join(say("、", ", ")));
  const older = await olderItems(app);
  const course = (one) =>
    el(
      "section",
      {},
      el("h2", {}, one.title),
      one.items.some((item) => item.audio) && p(dialect(one.language)),
      el("ul", { class: "items" }, ...one.items.map((item) => row_(item, { known, isDone, rows, isNew: older && !older.has(item.id) }))),
    );
  return {
    title: rows.length > 1 ? say("一起学", "Together") : say("我的学习", "My study"),
    back: ["#/", say("选名字", "Names")],
    content: [
      names,
      app.told && done(...app.told),
      panel("", figure(`${items.filter(isDone).length} / ${items.length}`, say("项已学", "done"))),
      ...manifest.courses.map(course),
      await waiting(app),
    ],
  };
}

/** Show an item and count its time. */
export async function item(app) {
  const found = await itemOf(app);
  if (!found) return app.go("#/study");
  const [manifest, one] = found;
  if (!(one.text || one.audio || one.pdf)) return app.go(`#/quiz/${one.id}`);
  const sound = one.audio && (await soundOf(app, one));
  // Taken off the screen, it would go on playing.
  if (sound) app.onLeave(() => sound.pause());
  app.studying.begin(one, manifest, () => Boolean(sound && !sound.paused && !sound.ended));
  const finish = async () => {
    const seconds = await app.studying.end();
    app.told = await told(app, one, seconds);
    app.go(one.quiz.length ? `#/quiz/${one.id}` : "#/study");
  };
  const last = one.quiz.length ? say("学完了，去做题", "Done, now the quiz") : say("学完了", "Done");
  return {
    title: one.title,
    back: ["#/study", say("学习列表", "The list")],
    content: [
      p(lengthOf(one)),
      sound,
      one.text && el("div", { class: "text" }, ...prose(await (await app.phone.file(one.text)).text(), one.title)),
      one.pdf && actions(await pdfLink(app, one)),
      actions(button(last, finish)),
    ],
  };
}

/** Ask the questions of an item. */
export async function quiz(app) {
  const found = await itemOf(app);
  if (!found || !found[1].quiz.length) return app.go("#/study");
  const [manifest, one] = found;
  app.studying.begin(one, manifest);
  const fault = el("div");
  const send = async (formElement) => {
    const chosen = one.quiz.map((_question, at) => Array.from(formElement.querySelectorAll(`input[name="q${at}"]:checked`), (input) => Number(input.value)));
    const missing = chosen.map((picked, at) => (picked.length ? 0 : at + 1)).filter(Boolean);
    if (missing.length) {
      fault.replaceChildren(trouble(say(`还没有答的题：${missing.join("、")}。`, `Not answered yet: ${missing.join(", ")}.`)));
      formElement.querySelector(`input[name="q${missing[0] - 1}"]`).focus();
      return;
    }
    const marks = one.quiz.map((question, at) => question.answers.join() === chosen[at].join());
    const score = Math.floor((200 * marks.filter(Boolean).length + marks.length) / (2 * marks.length));
    await app.studying.end({ score });
    app.studying.handedIn = { item: one.id, chosen, marks, score };
    app.go(`#/result/${one.id}`);
  };
  const submit = el("button", { type: "submit", class: "button primary" }, say("交卷", "Hand in"));
  return {
    title: one.title,
    back: ["#/study", say("学习列表", "The list")],
    content: [fault, form(send, ...one.quiz.map(question_), submit)],
  };
}

/** Show which answers were right, and why. */
export async function result(app) {
  const found = await itemOf(app);
  const { handedIn } = app.studying;
  if (!found || !handedIn || handedIn.item !== found[1].id) return app.go("#/study");
  const [, one] = found;
  const isPassed = handedIn.score >= one.pass_score;
  const verdict = isPassed ? say("已通过", "Passed") : say(`${one.pass_score} 分通过，可以再做一次。`, `${one.pass_score} passes; try once more.`);
  const options = (question, places) => places.map((place) => question.options[place]).join(say("、", ", "));
  const marked = (question, at) =>
    panel(
      "",
      el("h2", {}, `${at + 1}. ${question.question}`),
      p(handedIn.marks[at] ? tag(say("✓ 对", "✓ right")) : tag(say("✗ 不对", "✗ not right"), "wrong")),
      !handedIn.marks[at] && p(say("您选了：", "You chose: "), options(question, handedIn.chosen[at])),
      p(say("正确答案：", "Right: "), options(question, question.answers)),
      question.why && p(question.why),
    );
  return {
    title: one.title,
    back: ["#/study", say("学习列表", "The list")],
    content: [
      panel(isPassed ? "said" : "due", figure(handedIn.score, say("分", "of 100")), p(verdict)),
      ...one.quiz.map(marked),
      actions(
        link(say("回到列表", "To the list"), "#/study", { primary: isPassed }),
        link(say("再做一次", "Once more"), `#/quiz/${one.id}`, { primary: !isPassed }),
      ),
    ],
  };
}

async function told(app, one, seconds) {
  if (!seconds) return null;
  const known = await app.phone.learning();
  const left = Math.max(...app.studying.learners.map((learner) => (known.isDone(learner, one.id) ? 0 : known.left(learner, one.id))));
  const noted = say(`《${one.title}》已记下 ${minutes(seconds)}。`, `“${one.title}”: ${minutes(seconds)} noted.`);
  if (!left) return [noted];
  const more = minutes(left, { toGo: true });
  return [noted, say(`再学 ${more}就算学完。`, `${more} more and it is done.`)];
}

function row_(one, { known, isDone, rows, isNew }) {
  const finished = isDone(one);
  const best = rows.length === 1 ? known.best(rows[0].learner, one.id) : null;
  const label = finished ? say("再看一遍", "Again") : say("学习", "Study");
  const about = el(
    "p",
    {},
    finished ? tag(say("✓ 已学", "✓ done")) : tag(say("待学", "to do"), "owed"),
    isNew && !finished && " ",
    isNew && !finished && tag(say("新", "new")),
    ` ${lengthOf(one)}`,
    best !== null && say(`，最好 ${best} 分`, `, best ${best}`),
  );
  const open = link(label, `#/item/${one.id}`, { primary: !finished, label: `${label} ${one.title}` });
  return el("li", {}, el("h3", {}, one.title), about, actions(open));
}

function lengthOf(one) {
  const parts = [say(`${one.minutes} 分钟`, `${one.minutes} min`)];
  if (one.audio) parts.push(say("有录音", "with sound"));
  if (one.quiz.length) parts.push(say(`${one.quiz.length} 道题`, `${one.quiz.length} questions`));
  return parts.join(say("，", ", "));
}

function question_(question, at) {
  const isMultiple = question.kind === "multiple";
  const more = isMultiple ? say("（可多选）", " (several)") : "";
  const option = (text, place) => pick(isMultiple ? "checkbox" : "radio", `q${at}`, place, false, el("span", {}, text));
  return el("fieldset", {}, el("legend", {}, `${at + 1}. ${question.question}${more}`), ...question.options.map(option));
}

async function itemOf(app) {
  const [manifest] = await app.phone.packs();
  if (!manifest || !app.studying.learners.length) return null;
  const items = manifest.courses.reduce((all, course) => all.concat(course.items), []);
  const one = items.find((item_) => item_.id === app.route.id);
  return one ? [manifest, one] : null;
}

async function olderItems(app) {
  const [, before] = await app.phone.packs();
  return before ? new Set(before.courses.reduce((all, course) => all.concat(course.items.map((one) => one.id)), [])) : null;
}

async function soundOf(app, one) {
  const label = `${say("录音", "Sound")} ${one.title}`;
  return el("audio", { src: app.addressOf(await app.phone.file(one.audio)), controls: true, preload: "metadata", "aria-label": label });
}

async function pdfLink(app, one) {
  const place = app.addressOf(await app.phone.file(one.pdf));
  return el("a", { class: "button", href: place, download: `${one.title}.pdf` }, say("保存 PDF", "Save the PDF"));
}
