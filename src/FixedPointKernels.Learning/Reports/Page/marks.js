"use strict";
// Marks: multiples of 1, 2 or 5 times a power of ten; on a logarithmic axis powers of ten, every 2nd, 5th … if there are many.
const evenMarks = (from, to, most) => {
  const wish = (to - from) / most, power = Math.floor(Math.log10(wish)), share = wish / 10 ** power;
  const factor = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10, marks = [];
  const whole = power < 0 ? k => k * factor / 10 ** -power : k => k * factor * 10 ** power;
  const first = Math.ceil(from / (factor * 10 ** power));
  for (let k = first; marks.length <= most + 1 && whole(k) <= to; k++) marks.push(whole(k));
  return marks;
};
const logMarks = (from, to, most) => {
  const first = Math.ceil(Math.log10(from) - 1e-9), last = Math.floor(Math.log10(to) + 1e-9), marks = [];
  if (last > first) {
    const stride = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(s => (last - first) / s + 1 <= Math.max(2, most));
    for (let k = first; k <= last; k++) if (k % stride === 0) marks.push(Number("1e" + k));
    return marks;
  }
  for (const k of [first - 1, first]) for (const m of [1, 2, 5]) { const v = Number(m + "e" + k); if (v >= from && v <= to) marks.push(v); }
  return marks.length >= 3 ? marks : evenMarks(from, to, most);
};
// Two marks at least: one alone says no scale. Of 2 to 5 marks, which a narrow figure has room for, the fewest that are two.
const someMarks = (from, to, most, log) => {
  let marks = [];
  for (let wish = most; marks.length < 2 && wish <= most + 4; wish++) marks = (log ? logMarks : evenMarks)(from, to, wish);
  return marks;
};
const raised = k => String(k).replace(/./g, c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
const markLabels = (marks, log) => {
  if (marks.length === 0) return [];
  const power = v => Math.floor(Math.log10(Math.abs(v)) + 1e-9), far = k => k >= 5 || k < -3;
  if (log && marks.length > 1 && marks[marks.length - 1] / marks[0] >= 4 && marks.every(v => [1, 2, 5].includes(Number((v / 10 ** power(v)).toFixed(6))))) {
    const powers = far(power(marks[0])) || far(power(marks[marks.length - 1]));
    return marks.map(v => {
      if (!powers) return String(Number(v.toPrecision(6)));
      const k = power(v), m = Math.round(v / 10 ** k);
      return (m === 1 ? "" : m + "×") + "10" + raised(k);
    });
  }
  const most = Math.max(...marks.map(Math.abs));
  if (most === 0) return marks.map(() => "0");
  const last = power(marks.length > 1 ? marks[1] - marks[0] : most), shift = far(power(most)) ? power(most) : 0;
  const digits = Math.min(15, Math.max(0, shift - last));
  return marks.map(v => v === 0 ? "0" : (v / 10 ** shift).toFixed(digits).replace("-", "−") + (shift ? "×10" + raised(shift) : ""));
};
