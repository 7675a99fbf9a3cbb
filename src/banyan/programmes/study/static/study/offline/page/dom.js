// Small parts that every screen is made of. Text is only ever put in as text.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; a function among the attributes listens, null and false leave one out; null among the children too. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Make an element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== null && value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Put these in place of what an element holds; without replaceChildren, which phones before 2020 don't have. */
export function fill(element, ...children) {
  element.textContent = "";
  return filled(element, {}, children);
}

/** A paragraph. */
export const p = (...children) => el("p", {}, ...children);

/** A panel; `kind` is topped, said, due or trouble. */
export const panel = (kind, ...children) => el("section", { class: `panel ${kind}`.trim() }, ...children);

/** A link that looks like what one presses. */
export const link = (text, href, { primary = false, label = null } = {}) =>
  el("a", { href, class: primary ? "button primary" : "button", "aria-label": label }, text);

/** A button that does something, once at a time. */
export const button = (text, click, { primary = true } = {}) =>
  el("button", { type: "button", class: primary ? "button primary" : "button", click: oneAtATime(click) }, text);

/** Buttons or links in a row. */
export const actions = (...children) => el("p", { class: "actions" }, ...children);

/** A figure with its unit. */
export const figure = (number, unit) => p(el("span", { class: "figure" }, String(number), el("span", { class: "unit" }, ` ${unit}`)));

/** A mark beside something: "", owed or wrong. */
export const tag = (text, kind = "") => el("span", { class: `tag ${kind}`.trim() }, text);

/** What went wrong, read aloud at once. */
export const trouble = (...texts) => el("div", { class: "panel trouble", role: "alert" }, ...texts.map((text) => p(text)));

/** What was done. */
export const done = (...texts) => el("div", { class: "panel said", role: "status" }, ...texts.map((text) => p(text)));

/** A form that calls `send` and never leaves the page. */
export function form(send, ...children) {
  const sendOnce = oneAtATime(send);
  const submit = (event) => {
    event.preventDefault();
    sendOnce(event.target);
  };
  return el("form", { submit, novalidate: true }, ...children);
}

/** A field with its label above. */
export const field = (label, input) => el("div", { class: input.type === "password" ? "field" : "field wide" }, el("label", { for: input.id }, label), input);

/** A line to tick or choose. */
export const pick = (type, name, value, checked, ...children) =>
  el("label", { class: "pick" }, el("input", { type, name, value, checked }), ...children);

// A second press while the first is still at work does nothing.
function oneAtATime(work) {
  let isBusy = false;
  return async (...values) => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work(...values);
    } finally {
      isBusy = false;
    }
  };
}
