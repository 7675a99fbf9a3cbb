// Writing a submission: live counts, and saving by itself while somebody writes. Without this script the page's button saves.
import { countCharacters } from "./counting.js";

const PAUSE = 1500;
const TRY_AGAIN = 10000;
const form = document.getElementById("writing");
const total = form.querySelector(".total");
const saved = form.querySelector(".saved");
const areas = [...form.querySelectorAll("textarea[data-count]")];
let unsaved = false;
let saving = false;
let timer;

for (const area of areas) {
  const line = document.createElement("p");
  line.className = "count note";
  area.after(line);
}
showCounts();

form.addEventListener("input", () => {
  unsaved = true;
  showCounts();
  saveIn(PAUSE);
});
form.addEventListener("submit", () => {
  unsaved = false;
  clearTimeout(timer);
});
document.addEventListener("visibilitychange", () => document.hidden && unsaved && save());
addEventListener("online", () => unsaved && save());
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

function showCounts() {
  let all = 0;
  for (const area of areas) {
    const count = countCharacters(area.value);
    const { least, most } = area.dataset;
    all += count;
    const line = area.parentElement.querySelector(".count");
    line.textContent = total.dataset.partWords.replace("{count}", count) + (Number(most) ? ` (${least}–${most})` : "");
    line.classList.toggle("over", Number(most) > 0 && count > Number(most));
  }
  const { least, most } = form.dataset;
  total.textContent = total.dataset.words.replace("{count}", all).replace("{least}", least).replace("{most}", most);
  total.classList.toggle("over", all > Number(most));
}

function saveIn(time) {
  clearTimeout(timer);
  timer = setTimeout(save, time);
}

async function save() {
  if (saving) return saveIn(PAUSE);
  saving = true;
  unsaved = false;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const { version, said } = await answer.json();
    if (version) form.elements.version.value = version;
    else unsaved = true;
    saved.textContent = said;
    saved.classList.toggle("over", !answer.ok);
  } catch {
    unsaved = true;
    saved.textContent = saved.dataset.lost;
    saved.classList.add("over");
    saveIn(TRY_AGAIN);
  } finally {
    saving = false;
  }
}
