// The quiz of an item, and which answers were right.

import { actions, done, el, figure, fill, form, link, p, panel, pick, tag, trouble } from "./dom.js";
import { itemOf, toItem } from "./study.js";
import { say } from "./words.js";

/** Ask the questions of an item. */
export async function quiz(app) {
  const found = await itemOf(app);
  if (!found || !found[1].quiz.length) return app.instead("#/study");
  const [manifest, one] = found;
  const told = app.told && done(...app.told);
  const fault = el("div");
  const send = async (formElement) => {
    const chosen = one.quiz.map((_question, at) => Array.from(formElement.querySelectorAll(`input[name="q${at}"]:checked`), (input) => Number(input.value)));
    const missing = chosen.map((picked, at) => (picked.length ? 0 : at + 1)).filter(Boolean);
    if (missing.length) {
      fill(fault, trouble(say(`还没有答的题：${missing.join("、")}。`, `Not answered yet: ${missing.join(", ")}.`)));
      formElement.querySelector(`input[name="q${missing[0] - 1}"]`).focus();
      return;
    }
    const marks = one.quiz.map((question, at) => question.answers.join() === chosen[at].join());
    const score = Math.floor((200 * marks.filter(Boolean).length + marks.length) / (2 * marks.length));
    await app.studying.end({ score });
    app.studying.handedIn = { item: one.id, chosen, marks, score };
    app.instead(toItem("result", one));
  };
  const submit = el("button", { type: "submit", class: "button primary" }, say("交卷", "Hand in"));
  return {
    title: one.title,
    back: ["#/study", say("学习列表", "The list")],
    content: [told, fault, form(send, ...one.quiz.map(question_), submit)],
    begin: () => app.studying.begin(one, manifest),
  };
}

/** Show which answers were right, and why. */
export async function result(app) {
  const found = await itemOf(app);
  const { handedIn } = app.studying;
  if (!found || !handedIn || handedIn.item !== found[1].id) return app.instead("#/study");
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
        link(say("再做一次", "Once more"), toItem("quiz", one), { primary: !isPassed }),
      ),
    ],
  };
}

function question_(question, at) {
  const isMultiple = question.kind === "multiple";
  const more = isMultiple ? say("（可多选）", " (several)") : "";
  const option = (text, place) => pick(isMultiple ? "checkbox" : "radio", `q${at}`, place, false, el("span", {}, text));
  return el("fieldset", {}, el("legend", {}, `${at + 1}. ${question.question}${more}`), ...question.options.map(option));
}
