// One's own figures or pictures before one's name: chosen the first time twice, asked ever after, chosen anew when forgotten.

import { TooManyTries } from "../store/pins.js";
import { actions, button, el, field, fill, form, link, p, panel, trouble } from "./dom.js";
import { NEEDED, pictures } from "./pictures.js";
import { say } from "./words.js";

/** Ask for a learner's own figures or pictures, the first time twice. */
export async function signIn(app) {
  const row = await app.row(app.route.id);
  if (!row) return app.instead("#/");
  const { kind } = await app.phone.pins(row.learner);
  const wanted = kind || (app.route.query === "pictures" ? "picture" : "digits");
  const fault = el("div");
  const ask = wanted === "digits" ? figures : pictured;
  const send = kind ? entering(app, row, fault) : choosing(app, row, wanted, fault);
  return {
    title: row.name,
    back: ["#/", say("选名字", "Names")],
    content: [
      fault,
      ask(kind === null, send, fault),
      actions(kind ? link(say("忘记了", "Forgotten"), to("forget", row)) : otherWay(wanted, row)),
      p(say("防止记到别人名下，不做别的用。", "It keeps records from the wrong name, and nothing else.")),
    ],
  };
}

/** Ask whether a learner's figures or pictures are to be cleared, and clear them. */
export async function forget(app) {
  const row = await app.row(app.route.id);
  if (!row) return app.instead("#/");
  const clear = async () => {
    await app.phone.forgetPin(row.learner);
    return app.instead(to("sign-in", row));
  };
  return {
    title: say(`${row.name}：重新设密码`, `${row.name}: choose anew`),
    back: [to("sign-in", row), row.name],
    content: [
      panel(
        "due",
        p(say("原来的密码或图案作废，由本人马上另设。请船长或同船的人看着做。", "The old one is void, and a new one is chosen at once, by this person and before a witness.")),
        p(say("学习记录都在，不受影响。", "No record of study is touched.")),
      ),
      actions(button(say("作废，另设一个", "Clear it and choose anew"), clear)),
    ],
  };
}

function entering(app, row, fault) {
  return async (secret) => {
    try {
      if (await app.phone.checkPin(row.learner, secret)) return app.study([row.learner]);
      fill(fault, trouble(say("不对，请再试一次。", "This isn't it; try again.")));
    } catch (error) {
      if (!(error instanceof TooManyTries)) throw error;
      fill(fault, trouble(say(`输错次数太多，请过 ${error.seconds} 秒再试。`, `Too many wrong tries; try again in ${error.seconds} s.`)));
    }
    return null;
  };
}

function choosing(app, row, wanted, fault) {
  return async (secret, again) => {
    if (secret !== again) {
      fill(fault, trouble(say("两次不一样，请再来一次。", "The two differ; do it once more.")));
      return null;
    }
    await app.phone.choosePin(row.learner, wanted, secret);
    return app.study([row.learner]);
  };
}

function figures(isNew, send, fault) {
  const input = (id) => el("input", { type: "password", id, inputmode: "numeric", maxlength: 4, autocomplete: "off" });
  const [first, again] = [input("pin"), input("again")];
  const check = async () => {
    const wrong = [first, ...(isNew ? [again] : [])].find((one) => !/^[0-9]{4}$/.test(one.value));
    if (wrong) {
      fill(fault, trouble(say("请输入四位数字，如 2580。", "Four figures, as 2580.")));
      wrong.focus();
      return;
    }
    await send(first.value, again.value);
    if (!first.isConnected) return;
    [first, again].forEach((one) => (one.value = ""));
    first.focus();
  };
  const label = isNew ? say("设一个四位密码", "Choose a PIN of four figures") : say("四位密码", "PIN of four figures");
  const go = el("button", { type: "submit", class: "button primary" }, say("进入", "Go on"));
  return form(check, field(label, first), isNew && field(say("再输一次", "The same once more"), again), go);
}

function pictured(isNew, send) {
  const place = el("div", { class: "stack" });
  const ask = (before) => {
    const label = before ? say("再选一次同样的三个图案", "Choose the same three again") : say("请依次选三个图案", "Choose three pictures in order");
    const chosen = async (names) => {
      if (names.length < NEEDED) return;
      const secret = names.join(",");
      if (isNew && !before) ask(secret);
      else {
        await send(before || secret, secret);
        if (place.isConnected) ask("");
      }
    };
    const heading = el("h2", { tabindex: "-1" }, label);
    fill(place, heading, pictures(chosen));
    if (before) heading.focus();
  };
  ask("");
  return place;
}

function otherWay(wanted, row) {
  return wanted === "digits" ? link(say("改用图案", "Use pictures"), `${to("sign-in", row)}?pictures`) : link(say("改用数字", "Use figures"), to("sign-in", row));
}

/** Return the address of a screen about a learner. */
export function to(screen, row) {
  return `#/${screen}/${encodeURIComponent(row.learner)}`;
}
