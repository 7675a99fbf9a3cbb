// Marking a case: the total as one types, saving by itself, and Enter to go on. Without this script the page's buttons save.
const PAUSE = 1000;
const TRY_AGAIN = 10000;
const form = document.getElementById("marking");
if (form) mark();

function mark() {
  const points = [...form.querySelectorAll("input.points")];
  const total = form.querySelector(".total");
  const saved = form.querySelector(".saved");
  let unsaved = false;
  let saving = false;
  let waiting;
  let timer;

  add();
  form.addEventListener("input", typed);
  // What was typed before this script had arrived is saved too.
  if ([...points, form.elements.remark].some((field) => field.value !== field.defaultValue)) typed();
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // A save under way changes the version: the button waits for it, else the page would meet itself as another window.
    if (saving) {
      event.preventDefault();
      waiting = event.submitter;
      return;
    }
    unsaved = false;
  });
  form.addEventListener("keydown", (event) => {
    const place = points.indexOf(event.target);
    if (event.key !== "Enter" || place < 0) return;
    event.preventDefault();
    (points[place + 1] ?? form.elements.remark).focus();
  });
  // Some browsers turn a number under the wheel; nobody scrolls a mark away unseen.
  form.addEventListener("wheel", (event) => points.includes(event.target) && event.target.blur(), { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && unsaved && save());
  addEventListener("online", () => unsaved && save());
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

  function typed() {
    unsaved = true;
    add();
    saveIn(PAUSE);
  }

  function add() {
    const given = points.filter((field) => field.value !== "");
    const sum = given.reduce((all, field) => all + Number(field.value), 0);
    total.textContent = given.length ? total.dataset.words.replace("{points}", sum).replace("{most}", total.dataset.most) : "";
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
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true });
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
      if (waiting) form.requestSubmit(waiting);
      waiting = undefined;
    }
  }
}
