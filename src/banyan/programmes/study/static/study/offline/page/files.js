// Files that leave this phone.

import { el } from "./dom.js";

/** Have the browser keep a file and return its name. */
export function keepFile(app, content, ending) {
  const place = app.addressOf(new Blob([content], { type: "application/octet-stream" }));
  const name = fileName(app, ending);
  el("a", { href: place, download: name }).click();
  return name;
}

/** Say how a file of this phone is called today. */
export function fileName(app, ending) {
  const today = new Date().toISOString().slice(0, 10);
  return `banyan-${app.phone.id.slice(0, 8)}-${today}.${ending}`;
}
