// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The report's text, table and controls, from the JSON in the page; the pictures are charts.js's.
"use strict";

const byId = (id) => document.getElementById(id);
function element(tag, text, className) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  return e;
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  restyle();
}

function legend(runs) {
  runs.forEach((run, i) => {
    const button = element("button");
    button.type = "button";
    button.title = run.text;
    button.setAttribute("aria-pressed", "true");
    button.append(element("span", undefined, "dot"), run.name);
    button.addEventListener("click", () => {
      const off = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!off));
      setHidden(i, off);
    });
    button.addEventListener("mouseenter", () => highlight(i));
    button.addEventListener("mouseleave", () => highlight(null));
    byId("legend").append(button);
  });
}
function paintDots() {
  document.querySelectorAll("#legend button .dot").forEach((dot, i) => { dot.style.background = colour(i); });
  document.querySelectorAll("[data-run]").forEach((dot) => { dot.style.background = colour(+dot.dataset.run); });
}

const last = (list) => list[list.length - 1];
const joined = (names) =>
  names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + last(names);
const epochs = (count) => `${count} epoch${count === 1 ? "" : "s"}`;

function findings(data) {
  const list = byId("findings");
  const say = (text) => list.append(element("li", text));
  const accuracy = (run) => last(run.test_accuracy.mean);
  const best = Math.max(...data.runs.map(accuracy));
  const ahead = data.runs.filter((r) => accuracy(r) >= best - 0.01);
  const behind = data.runs.filter((r) => accuracy(r) < Math.max(0.25, 2 * data.chance));
  if (best > 2 * data.chance)
    say(`${joined(ahead.map((r) => r.name))} ${ahead.length > 1 ? "end within one point of" : "ends with"} the best test accuracy, ${percent(best)}.`);
  const race = data.runs.map((r) => ({name: r.name, epoch: r.test_accuracy.mean.findIndex((v) => v >= 0.9)}))
    .filter((r) => r.epoch >= 0).sort((a, b) => a.epoch - b.epoch);
  if (race.length > 1)
    say(`90 % of the test images are read by ${joined(race.map((r, i) => `${r.name} after ${i ? r.epoch : epochs(r.epoch)}`))}.`);
  if (behind.length)
    say(`${joined(behind.map((r) => r.name))} ${behind.length > 1 ? "have" : "has"} not begun to learn after ${epochs(data.settings.epochs)} `
        + `(always saying the commonest digit gives ${percent(data.chance)}).`);
  const alike = data.runs.filter((r) => r.distinct.length && r.distinct.every((d) => d === 1));
  if (alike.length && data.settings.width > 1)
    say(`With ${joined(alike.map((r) => r.name))} every hidden layer still has one distinct unit out of ${data.settings.width}: `
        + "units that start alike get the same gradient and stay alike.");
  const faint = data.runs.filter((r) => { const s = r.gradient_std.mean; return s[0] > 0 && last(s) > 0 && s[0] < 1e-6; });
  if (faint.length)
    say(`With ${joined(faint.map((r) => r.name))} hardly any gradient reaches the first layer at the start (standard deviation `
        + `${joined(faint.map((r) => number(r.gradient_std.mean[0])))}).`);
}

const several = (data) => data.settings.seeds > 1;
function lines(data, key) {
  return data.runs.map((run, i) => ({run: i, name: run.name, mean: run[key].mean, se: several(data) ? run[key].se : null}));
}

function curves(data, figure) {
  const x = data.runs[0].train_cost.mean.map((_, i) => i);
  const height = figure ? 285 : 300;
  const accuracy = (key) => lineChart(byId("accuracy"),
    {x, xName: "epoch", series: lines(data, key), range: [0, 1], format: percent, height});
  accuracy("test_accuracy");
  if (!figure) lineChart(byId("cost"), {x, xName: "epoch", series: lines(data, "train_cost"), range: costRange(data), height});
  for (const button of byId("which").children)
    button.addEventListener("click", () => {
      for (const other of byId("which").children) other.setAttribute("aria-pressed", String(other === button));
      accuracy(button.dataset.set);
    });

  const layers = data.runs[0].gradient_std.mean.map((_, i) => i + 1);
  const byLayer = (id, key) => lineChart(byId(id), {x: layers, xName: "layer", series: lines(data, key), log: true, height});
  const zeros = byLayer("gradients", "gradient_std");
  if (figure) return;
  const alsoZeros = byLayer("activations", "activation_std");
  byId("zero-note").hidden = !(zeros || alsoZeros);
}
// A start far too wide costs thousands; the axis stops at three times the cost of guessing.
function costRange(data) {
  const top = Math.max(...data.runs.flatMap((r) => r.train_cost.mean).filter((v) => v !== null));
  return [0, Math.min(top * 1.05, 3 * Math.log(data.classes))];
}

function weights(data) {
  const select = byId("layer");
  const count = data.runs[0].weights.length;
  for (let l = 0; l < count; ++l) {
    const [rows, cols] = data.runs[0].weights[l].shape;
    select.append(new Option(`${l + 1} of ${count} (${rows} × ${cols})`, l));
  }
  select.value = Math.min(1, count - 1);
  const hosts = data.runs.map((run, i) => {
    const figure = byId("weights").appendChild(element("figure"));
    const caption = figure.appendChild(element("figcaption"));
    const dot = caption.appendChild(element("span", undefined, "dot"));
    dot.dataset.run = i;
    caption.append(run.name);
    const note = caption.appendChild(element("small"));
    return {note, chart: figure.appendChild(element("div", undefined, "chart"))};
  });
  const draw = () => data.runs.forEach((run, i) => {
    const hist = run.weights[+select.value];
    hosts[i].note.textContent = hist.note;
    histogram(hosts[i].chart, i, run.name, hist);
  });
  select.addEventListener("change", draw);
  draw();
}

function table(data) {
  const spread = several(data);
  const cell = (q, format) => {
    const mean = last(q.mean), se = spread ? last(q.se) : null;
    if (mean === null) return "not finite";
    return format(mean) + (spread ? " ± " + format(se) : "");
  };
  const plain = (v) => (100 * v).toFixed(1);
  const head = byId("table").createTHead(), body = byId("table").createTBody();
  const groups = head.insertRow(), names = head.insertRow();
  for (const [text, span] of [["", 1], ["accuracy, %", 2], ["epochs", 1], ["activations' std", 2], ["gradients' std", 2], ["distinct units", 1]]) {
    const th = groups.appendChild(element("th", text, text ? "rule" : ""));
    th.colSpan = span;
    th.style.textAlign = text ? "center" : "left";
  }
  ["initializer", "train", "test", "to 90 %", "first layer", "last", "first layer", "last", "by hidden layer"].forEach((text, i) =>
    names.append(element("th", text, [1, 3, 4, 6, 8].includes(i) ? "rule" : "")));
  const best = Math.max(...data.runs.map((r) => last(r.test_accuracy.mean) ?? 0));
  data.runs.forEach((run, i) => {
    const row = body.insertRow();
    const name = row.appendChild(element("th"));
    const dot = name.appendChild(element("span", undefined, "dot"));
    dot.dataset.run = i;
    name.append(" " + run.name);
    const add = (text, className) => row.append(element("td", text, className));
    add(cell(run.train_accuracy, plain), "rule");
    add(cell(run.test_accuracy, plain), last(run.test_accuracy.mean) === best ? "best" : "");
    add(run.epochs_to_90, "rule");
    add(number(run.activation_std.mean[0]), "rule");
    add(number(last(run.activation_std.mean)));
    add(number(run.gradient_std.mean[0]), "rule");
    add(number(last(run.gradient_std.mean)));
    const same = run.distinct.every((d) => d === run.distinct[0]);
    add(same && run.distinct.length > 1 ? `${run.distinct[0]} in each` : run.distinct.join("  ") || "-", "rule");
  });
  byId("table-note").textContent =
    "Accuracies are those after the last epoch; epochs to 90 % counts those until the test accuracy first reaches 90 % (- where it "
    + "never does); standard deviations are those of the pictures above; units are distinct whose weights differ after the last."
    + (spread ? " Means over the seeds ± one standard error; of the distinct units, the fewest over the seeds." : "");
}

function madeBy(data) {
  byId("command").textContent = data.command;
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(data.command);
      byId("copy").textContent = "copied";
    } catch { getSelection().selectAllChildren(byId("command")); }
  });
  for (const [name, value] of data.described) byId("settings").append(element("dt", name), element("dd", value));
  byId("version").textContent = data.version;
}

function main() {
  const text = byId("data").textContent;
  if (text.startsWith("@")) {
    byId("lead").textContent = "This is the page's template. `compare --out report.html` fills it.";
    return;
  }
  const data = JSON.parse(text);
  const figure = location.hash === "#figure";
  document.body.classList.toggle("figure", figure);
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  setTheme(!figure && prefersDark.matches ? "dark" : "light");
  prefersDark.addEventListener("change", (e) => { setTheme(e.matches ? "dark" : "light"); paintDots(); });
  byId("theme").addEventListener("click", () => { setTheme(isDark() ? "light" : "dark"); paintDots(); });

  byId("lead").textContent = data.lead;
  document.querySelectorAll(".bands").forEach((e) => { e.hidden = !several(data); });
  assignColours(data.runs);
  legend(data.runs);
  curves(data, figure);
  if (!figure) {
    findings(data);
    weights(data);
    table(data);
    madeBy(data);
  }
  paintDots();
}
main();
