// A text to study: headings, lists, bold words and paragraphs; whatever else looks like markup is text.

import { el } from "./dom.js";

const HEADING = /^(#{1,3})\s+(.+?)\s*#*$/;
const ENTRY = /^[-*•]\s+(.+)$/;
const NUMBERED = /^\d{1,3}[.、)）]\s*(.+)$/;
const BOLD = /\*\*(?=\S)(.+?)\*\*/;

/** Return a text as elements; a first heading that repeats `title` is left out. */
export function prose(text, title) {
  const blocks = [];
  let open = null;
  for (const line of text.replace(/\r\n/g, "\n").split("\n")) {
    const [kind, said] = read(line.trim());
    if (!kind || !open || open.kind !== kind || kind[0] === "h") open = kind ? { kind, lines: [] } : null;
    if (!open) continue;
    if (!open.lines.length) blocks.push(open);
    open.lines.push(said);
  }
  const isTitle = ({ kind, lines }, at) => at === 0 && kind[0] === "h" && lines[0] === title;
  return blocks.filter((block, at) => !isTitle(block, at)).map(element);
}

function element({ kind, lines }) {
  if (kind === "p") return el("p", {}, ...lines.reduce((all, line, at) => all.concat(at ? [el("br")] : [], spans(line)), []));
  if (kind[0] === "h") return el(kind, {}, ...spans(lines[0]));
  return el(kind, {}, ...lines.map((line) => el("li", {}, ...spans(line))));
}

function read(line) {
  if (!line) return ["", ""];
  const heading = HEADING.exec(line);
  if (heading) return [`h${heading[1].length + 1}`, heading[2]];
  const entry = ENTRY.exec(line);
  if (entry) return ["ul", entry[1]];
  const numbered = NUMBERED.exec(line);
  return numbered ? ["ol", numbered[1]] : ["p", line];
}

function spans(text) {
  const found = BOLD.exec(text);
  if (!found) return text ? [text] : [];
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  return [...(before ? [before] : []), el("strong", {}, found[1]), ...spans(after)];
}
