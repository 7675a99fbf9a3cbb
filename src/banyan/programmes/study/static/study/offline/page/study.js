// What is to be studied, and one item with its text and sound.

import { actions, button, done, el, figure, link, p, panel, tag } from "./dom.js";
import { prose } from "./prose.js";
import { soundOf } from "./sound.js";
import { waiting } from "./start.js";
import { dialect, minutes, say } from "./words.js";

/** List the courses with what is done and owed. */
export async function list(app) {
  const [manifest] = await app.phone.packs();
  if (!manifest || !app.studying.learners.length) return app.instead("#/");
  const known = await app.phone.learning();
  const items = manifest.courses.reduce((all, course) => all.concat(course.items), []);
  const rows = await app.rows(app.studying.learners);
  const isDone = (item) => rows.every((row) => known.isDone(row.learner, item.id));
  const names = el("p", { class: "serif" }, rows.map((row) => row.name).join(say("、", ", ")));
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
  if (!found) return app.instead("#/study");
  const [manifest, one] = found;
  if (!(one.text || one.audio || one.pdf)) return app.instead(toItem("quiz", one));
  const [sound, player] = one.audio ? soundOf(app.addressOf(await app.phone.file(one.audio)), one.title) : [null, []];
  const isSounding = () => Boolean(sound && !sound.paused && !sound.ended);
  const finish = async () => {
    const seconds = await app.studying.end();
    app.told = await told(app, one, seconds);
    return one.quiz.length ? app.instead(toItem("quiz", one)) : app.go("#/study");
  };
  const last = one.quiz.length ? say("学完了，去做题", "Done, now the quiz") : say("学完了", "Done");
  return {
    title: one.title,
    back: ["#/study", say("学习列表", "The list")],
    content: [
      p(lengthOf(one)),
      ...player,
      one.text && el("div", { class: "text" }, ...prose(await (await app.phone.file(one.text)).text(), one.title)),
      one.pdf && actions(await pdfLink(app, one)),
      actions(button(last, finish)),
    ],
    begin: () => app.studying.begin(one, manifest, isSounding),
    // Taken off the screen, it would go on playing.
    leave: () => sound && sound.pause(),
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
  const [best, seconds] = rows.length === 1 ? [known.best(rows[0].learner, one.id), known.seconds(rows[0].learner, one.id)] : [null, 0];
  const label = finished ? say("再看一遍", "Again") : say("学习", "Study");
  const about = el(
    "p",
    {},
    finished ? tag(say("✓ 已学", "✓ done")) : tag(say("待学", "to do"), "owed"),
    isNew && !finished && " ",
    isNew && !finished && tag(say("新", "new")),
    ` ${lengthOf(one)}`,
    seconds > 0 && say(`，已学 ${minutes(seconds)}`, `, ${minutes(seconds)} so far`),
    best !== null && say(`，最好 ${best} 分`, `, best ${best}`),
  );
  const open = link(label, toItem("item", one), { primary: !finished, label: `${label} ${one.title}` });
  return el("li", {}, el("h3", {}, one.title), about, actions(open));
}

function lengthOf(one) {
  const parts = [say(`${one.minutes} 分钟`, `${one.minutes} min`)];
  if (one.audio) parts.push(say("有录音", "with sound"));
  if (one.quiz.length) parts.push(say(`${one.quiz.length} 道题`, `${one.quiz.length} questions`));
  return parts.join(say("，", ", "));
}

/** Return [the pack, the item that the address names], or null when there is none or nobody studies. */
export async function itemOf(app) {
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

/** Return the address of a screen about an item. */
export function toItem(screen, one) {
  return `#/${screen}/${encodeURIComponent(one.id)}`;
}

async function pdfLink(app, one) {
  const place = app.addressOf(await app.phone.file(one.pdf));
  return el("a", { class: "button", href: place, download: `${one.title}.pdf` }, say("保存 PDF", "Save the PDF"));
}
