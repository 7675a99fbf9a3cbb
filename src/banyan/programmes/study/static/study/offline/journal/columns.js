// A column of whole numbers in few bits: the shortest of five plain forms, chosen by counting; no model is trained.

import { bitLength, golombCode, MOST_WIDTH, riceCode, riceLength, widthCode } from "./bits.js";
import { Fault, JournalError } from "./faults.js";

const [SAME, WIDTH, RICE, CENTRED, STEPS] = [0, 1, 2, 3, 4];
const [FORM_BITS, LOW_BITS] = [3, 6];
// Folded, a number takes one bit more.
const MOST = 2 ** (MOST_WIDTH - 1);

/** Write numbers from 0 to 2 to the 52nd, at least one, in the form that takes the fewest bits; the first of equals. */
export function columnCode(values) {
  const sorted = Float64Array.from(values).sort();
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  if (least === most) return widthCode(SAME, FORM_BITS) + golombCode(least);
  const best = formsOf(values, { least, most, median: sorted[Math.floor(sorted.length / 2)] }).reduce((one, other) =>
    sizeOf(other) < sizeOf(one) ? other : one,
  );
  const code = best.form === WIDTH ? widthCode : riceCode;
  const head = widthCode(best.form, FORM_BITS) + golombCode(best.first) + widthCode(best.low, LOW_BITS);
  return head + best.rest.map((value) => code(value, best.low)).join("");
}

/** Read `count` numbers of at least 0; throw JournalError. */
export function columnOf(bits, count) {
  const form = bits.number(FORM_BITS);
  if (form > STEPS) throw new JournalError(Fault.GARBLED, "form");
  const first = bits.golomb();
  const low = form === SAME ? 0 : bits.number(LOW_BITS);
  if (low > MOST_WIDTH) throw new JournalError(Fault.GARBLED, "width");
  const values = [];
  for (let at = 0; at < count; at += 1) values.push(valueAt(at, { bits, form, first, low, before: values[at - 1] }));
  if (values.some((value) => value < 0 || value >= MOST)) throw new JournalError(Fault.GARBLED, "number");
  return values;
}

function valueAt(at, { bits, form, first, low, before }) {
  if (form === SAME || (form === STEPS && !at)) return first;
  if (form === WIDTH) return first + bits.number(low);
  if (form === RICE) return first + bits.rice(low);
  return (form === CENTRED ? first : before) + unfolded(bits.rice(low));
}

// A width above the least; Rice above the least; Rice around the median, by turns above and below; Rice of the steps
// from one to the next, likewise.
function formsOf(values, { least, most, median }) {
  const above = values.map((value) => value - least);
  const around = values.map((value) => folded(value - median));
  const steps = values.slice(1).map((value, at) => folded(value - values[at]));
  const width = bitLength(most - least);
  return [
    { form: WIDTH, first: least, rest: above, low: width, bits: values.length * width },
    { form: RICE, first: least, rest: above, ...bestLow(above) },
    { form: CENTRED, first: median, rest: around, ...bestLow(around) },
    { form: STEPS, first: values[0], rest: steps, ...bestLow(steps) },
  ];
}

function sizeOf({ bits, first }) {
  return bits + golombCode(first).length;
}

// The best rest of a Rice code lies beside the logarithm of the mean.
function bestLow(values) {
  const middle = bitLength(Math.floor(sum(values) / values.length));
  let best = { bits: Infinity, low: 0 };
  for (let low = Math.max(middle - 2, 0); low < middle + 2; low += 1) {
    const bits = sum(values.map((value) => riceLength(value, low)));
    if (bits < best.bits) best = { bits, low };
  }
  return best;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function folded(value) {
  return value >= 0 ? 2 * value : -2 * value - 1;
}

function unfolded(value) {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
