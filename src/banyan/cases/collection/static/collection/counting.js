// How long a Chinese text is, by the rule of kernels/hanzi/counting.py; tests/vectors/counting.json holds both to it.
const COUNTED = /[\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e3a\u2e80-\u2fdf\u3001-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{323af}]|[^\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e3a\u2e80-\u2fdf\u3001-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{323af}\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/gu;

export function countCharacters(text) {
  return text.match(COUNTED)?.length ?? 0;
}
