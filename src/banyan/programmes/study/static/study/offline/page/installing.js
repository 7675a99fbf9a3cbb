// Puts the page on the phone: kept by its worker, best on the home screen; says whether it will open at sea.

import { actions, button, el, fill, p, panel, trouble } from "./dom.js";
import { say } from "./words.js";

/** How far the page is kept on this phone. */
const State = Object.freeze({ SAVING: "saving", KEPT: "kept", FAILED: "failed", UNABLE: "unable" });

/** Keeps the page on the phone; `update` is a newer page that waits, `updated()` is called when there is one. */
export class Installing {
  constructor(phone, updated) {
    this.phone = phone;
    this.updated = updated;
    this.state = State.SAVING;
    this.update = null;
    this.prompt = null;
    this.place = el("div", { role: "status" });
    this.advice = el("div");
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.prompt = event;
      this.say();
    });
    addEventListener("appinstalled", () => this.settle());
  }

  /** Have the worker keep the page. */
  async begin() {
    const workers = navigator.serviceWorker;
    if (!workers) return this.become(State.UNABLE);
    workers.ready.then(() => this.become(State.KEPT));
    const hadOne = Boolean(workers.controller);
    workers.addEventListener("controllerchange", () => hadOne && location.reload());
    try {
      const registration = await workers.register("worker.js", { scope: "./" });
      registration.addEventListener("updatefound", () => this.watch(registration));
      this.watch(registration);
      return this.notice(registration);
    } catch (error) {
      return this.state === State.KEPT ? null : this.become(State.FAILED);
    }
  }

  watch(registration) {
    const worker = registration.installing;
    if (!worker) return;
    worker.addEventListener("statechange", () => {
      if (worker.state === "redundant" && !registration.active) this.become(State.FAILED);
      this.notice(registration);
    });
  }

  notice(registration) {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    this.update = registration.waiting;
    this.updated();
  }

  /** Let the newer page take over. */
  takeOver() {
    this.update.postMessage("take over");
  }

  become(state) {
    this.state = state;
    this.say();
  }

  /**
   * Return two places that go on saying how it is: how far the page is kept (`isCalm`: also when all is well),
   * and how its records are safer, where they aren't safe yet.
   */
  said({ isCalm = false } = {}) {
    this.isCalm = isCalm;
    this.say();
    return [this.place, this.advice];
  }

  say() {
    for (const [place, words] of [[this.place, this.kept()], [this.advice, this.stored()]]) {
      fill(place, words);
      place.hidden = !words;
    }
  }

  kept() {
    if (this.state === State.KEPT) return this.isCalm && p(say("✓ 本页已存到手机，没有网络也能打开。", "✓ This page is kept on the phone and opens without a network."));
    if (this.state === State.SAVING) return panel("due", p(say("正在把本页存到手机，请先不要断网。", "The page is being kept on the phone; stay online for a moment.")));
    if (this.state === State.FAILED) return trouble(say("没有存到手机上，出海后会打不开。请连好网络，重新打开本页。", "The page wasn't kept, so it won't open at sea. Open it again with a good network."));
    return trouble(say("这个浏览器存不下本页，出海后会打不开。请改用手机自带的浏览器或 Chrome。", "This browser can't keep the page, so it won't open at sea. Use the phone's own browser or Chrome."));
  }

  stored() {
    if (this.phone.isPersistent !== false) return null;
    const how = say("添加到主屏幕以后，浏览器就不会随便清理本页的记录。", "On the home screen, its records are safe from the browser's tidying up.");
    const where = say("请在浏览器的菜单里选“添加到主屏幕”。", "Choose “Add to home screen” in the browser's menu.");
    const ask = () => this.prompt.prompt();
    return panel("due", p(how), this.prompt ? actions(button(say("添加到主屏幕", "Add to home screen"), ask, { primary: false })) : p(where));
  }

  async settle() {
    this.prompt = null;
    this.phone.isPersistent = await navigator.storage.persist();
    this.say();
  }
}
