// Reads the page aloud, sentence by sentence; pressing again stops. Loaded in elder mode only.
const button = document.getElementById("read-aloud");
if (button && "speechSynthesis" in window) {
  const start = button.textContent;
  const stop = button.dataset.stop;
  let turn = 0;

  const say = (reading) => {
    button.textContent = reading ? stop : start;
    button.setAttribute("aria-pressed", String(reading));
  };

  const readFrom = (sentences, place, mine) => {
    if (mine !== turn) return;
    if (place === sentences.length) return say(false);
    const words = new SpeechSynthesisUtterance(sentences[place]);
    words.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    words.rate = 0.9;
    words.onend = words.onerror = () => readFrom(sentences, place + 1, mine);
    speechSynthesis.speak(words);
  };

  button.addEventListener("click", () => {
    turn += 1;
    speechSynthesis.cancel();
    const reading = button.textContent === start;
    say(reading);
    const text = document.getElementById("main").innerText;
    if (reading) readFrom(text.split(/(?<=[。！？；!?;])|\n+/).filter((part) => part.trim()), 0, turn);
  });
  say(false);
  button.hidden = false;
}
addEventListener("pagehide", () => window.speechSynthesis && speechSynthesis.cancel());
