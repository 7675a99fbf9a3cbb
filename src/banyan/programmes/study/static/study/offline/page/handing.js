// Handing over: by itself where the office can be reached, else a file, a series of codes, or characters.

import { actions, button, done, el, fill, link, p, panel, trouble } from "./dom.js";
import { fileName, keepFile } from "./files.js";
import { waiting } from "./start.js";
import { say, why } from "./words.js";

/** Say what hasn't been handed over and offer the ways. */
export async function handOver(app) {
  const said = el("div", { class: "stack" });
  const send = async () => {
    fill(said, done(say("正在连接岸上……", "Reaching the shore…")));
    try {
      fill(said, done(...(await app.port.handOver())));
    } catch (error) {
      fill(said, trouble(why(error)));
    }
  };
  const save = (options) => async () => {
    const name = keepFile(app, await app.phone.handOver(options), "banyan");
    fill(said, done(say(`已存成 ${name}，在手机的“下载”里。交到岸上后，请把岸上的回告带回来。`, `${name} is among the downloads. Bring back what the shore answers.`)));
  };
  const { unacknowledged } = await app.phone.standing();
  const isOnline = navigator.onLine !== false;
  return {
    title: say("交回记录", "Hand over"),
    back: ["#/", say("首页", "First page")],
    content: [
      await waiting(app, { isHere: true }),
      p(say("岸上回告以前，记录一直在本机里，可以多交几次，不会重复计算。", "Until the shore answers all stays here; handing over twice counts once.")),
      said,
      actions(
        button(say("联网交回", "By network"), send, { primary: isOnline }),
        unacknowledged > 0 && button(say("存成文件", "Save a file"), save({}), { primary: !isOnline }),
      ),
      unacknowledged > 0 && ways(app),
      first(app),
      await again(app, save({ everything: true })),
    ],
  };
}

function ways(app) {
  const shareable = navigator.canShare && navigator.canShare({ files: [new File(["x"], "a.banyan")] });
  const share = async () => {
    const parcel = new File([await app.phone.handOver()], fileName(app, "banyan"));
    await navigator.share({ files: [parcel] }).catch(() => null);
  };
  return actions(
    shareable && button(say("发给别人", "Share"), share, { primary: false }),
    link(say("二维码", "Codes"), "#/codes"),
    link(say("抄写的文字", "Text to copy"), "#/text"),
  );
}

function first(app) {
  return panel(
    "",
    el("h2", {}, say("第一次上岸", "The first time in port")),
    p(say("手机先要在岸上登记，记录才算学时。登记码里有密钥，请当面给办公室看，不要用聊天软件传。", "A phone is enrolled ashore before its records count. The code holds its secret: show it to the office in person.")),
    p(say(`本机编号 ${app.phone.id}`, `Device number ${app.phone.id}`)),
    actions(link(say("出示登记码", "Show the introduction"), "#/introduction")),
  );
}

async function again(app, save) {
  const { events, unacknowledged } = await app.phone.standing();
  if (events === unacknowledged) return null;
  const words = say(`连同交回过的，一共 ${events} 条。岸上要求全部重交时才用。`, `${events} records with those handed over before; only when the shore asks for all of them.`);
  return el("details", {}, el("summary", {}, say("全部重交", "Hand over all again")), p(words), actions(button(say("存全部记录", "Save all records"), save, { primary: false })));
}
