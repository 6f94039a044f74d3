// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The report's text, tables and controls, from the JSON in the page. charts.js draws the charts.
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
  paintDots();
  restyle();
}

// For printing, the charts are drawn again in light colours and the paper's width, because a stylesheet
// does not change a canvas.
const PAPER = {".pair": 680, ".grid": 330};
function printLight() {
  let before;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    printing = true;
    setTheme("light");
    fit((host) => PAPER[host.closest(".grid") ? ".grid" : ".pair"]);
  });
  addEventListener("afterprint", () => {
    printing = false;
    setTheme(before);
    fit();
  });
}

function legend(runs) {
  runs.forEach((run, i) => {
    const button = element("button");
    button.type = "button";
    button.title = run.text;
    button.setAttribute("aria-pressed", "true");
    button.append(dot(i), run.name);
    if (run.diverged) button.append(element("small", "× diverged"));
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
const last = (list) => list[list.length - 1];
const joined = (names) =>
  names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + last(names);
const epochs = (count) => `${count} epoch${String(count) === "1" ? "" : "s"}`;

// The findings call a standard deviation below FAINT or above LOUD: that of layer 1's gradient, which
// has passed all layers backward, and that of the logits, whose signal has passed all layers forward.
const FAINT = 1e-6, LOUD = 1e3;

function findings(data) {
  const list = byId("findings");
  const say = (text) => list.append(element("li", text));
  const names = (runs) => joined(runs.map((r) => r.name));
  const whole = data.runs.filter((r) => !r.diverged);
  const accuracy = (run) => last(run.test_accuracy.mean);

  const ahead = whole.filter((r) => r.leads).sort((a, b) => accuracy(b) - accuracy(a));
  const sample = `${data.test} test images${several(data) ? ` and ${data.settings.seeds} seeds` : ""}`;
  if (ahead.length === 1) say(`${names(ahead)} ends with the best test accuracy, ${percent(accuracy(ahead[0]))}.`);
  if (ahead.length > 1)
    say(`${names(ahead)} end with the best test accuracies, ${percent(accuracy(last(ahead)))} to ${percent(accuracy(ahead[0]))}: `
        + `${sample} cannot tell them apart.`);

  const race = new Map();  // by the table's text
  for (const run of whole.filter((r) => r.epochs_to_90 !== "-"))
    race.set(run.epochs_to_90, [...(race.get(run.epochs_to_90) ?? []), run]);
  const order = [...race.keys()].sort((a, b) => parseFloat(a) - parseFloat(b));
  if (order.length)
    say(`90 % of the test images are read ${joined(order.map((e, i) => `after ${i ? e : epochs(e)} by ${names(race.get(e))}`))}.`);

  const factors = data.runs.filter((r) => r.formula && r.formula.value > 0);
  const level = factors.filter((r) => Math.abs(r.formula.value - 1) < 0.1);
  const falling = factors.filter((r) => r.formula.value <= 0.9), rising = factors.filter((r) => r.formula.value >= 1.1);
  const with_factor = (runs) => joined(runs.map((r) => `${r.name} (${number(r.formula.value)})`));
  if (level.length)
    say(`${order.length && race.get(order[0]).some((r) => level.includes(r)) ? "Why: " : ""}${data.settings.activation} keeps ${data.kept} of a signal's mean square, and the weights of ${names(level)} are scaled so `
        + "that each layer puts back what was lost. It is this factor of 1 that counts, not the name of the rule.");
  if (falling.length) say(`The signal shrinks in each layer, its mean square times ${with_factor(falling)}.`);
  if (rising.length) say(`The signal grows in each layer, its mean square times ${with_factor(rising)}.`);

  const ended = data.runs.filter((r) => r.diverged);
  if (ended.length)
    say(`${ended.map((r) => `${r.name} ${r.diverged}`).join("; ")}. From there on the numbers are not finite, and no ranking counts `
        + `${ended.length > 1 ? "these runs" : "this run"}.`);

  const line = Math.max(0.25, 2 * data.chance);
  const behind = whole.filter((r) => accuracy(r) < line);
  const fallen = behind.filter((r) => r.test_accuracy.mean.some((v) => v >= line));
  const flat = behind.filter((r) => !fallen.includes(r));
  if (flat.length)
    say(`${names(flat)} ${flat.length > 1 ? "have" : "has"} not begun to learn after ${epochs(data.settings.epochs)} `
        + `(always saying the commonest digit gives ${percent(data.chance)}).`);
  for (const run of fallen)
    say(`${run.name} had learned to read ${percent(Math.max(...run.test_accuracy.mean))} and lost it again.`);
  const alike = whole.filter((r) => r.distinct.length && r.distinct.every((d) => d === 1));
  if (alike.length && data.settings.width > 1)
    say(`With ${names(alike)} every hidden layer still has one distinct unit out of ${data.settings.width}: `
        + "units that start alike get the same gradient and stay alike.");

  const sized = (key, at, test, text) => {
    const found = data.runs.map((r) => ({name: r.name, size: r[key].mean.at(at)})).filter((r) => test(r.size));
    if (found.length) say(`With ${joined(found.map((r) => r.name))} ${text} (standard deviation ${joined(found.map((r) => number(r.size)))}).`);
  };
  const faint = (v) => v > 0 && v < FAINT, loud = (v) => v > LOUD;
  sized("gradient_std", 0, faint, "hardly any gradient reaches the first layer at the start");
  sized("gradient_std", 0, loud, "the gradient explodes on its way to the first layer at the start");
  sized("activation_std", -1, faint, "hardly any signal reaches the logits at the start");
  sized("activation_std", -1, loud, "the signal explodes on its way to the logits at the start");
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

  // The last layer has no activation, so its axis label is "logits".
  const layers = data.runs[0].gradient_std.mean.map((_, i) => i + 1), depth = layers.length;
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((n) => depth / n <= 10);
  const xAxis = {
    splits: () => [...layers.filter((l) => (l - 1) % step === 0 && depth - l >= step), depth],
    values: (u, splits) => splits.map((l) => (l === depth ? "logits" : String(l))),
  };
  const xText = (layer) => (layer === depth ? `layer ${depth}: the logits` : `layer ${layer}`);
  const byLayer = (id, key) =>
    lineChart(byId(id), {x: layers, xName: "layer", xText, xAxis, series: lines(data, key), log: true, height});
  const zeros = byLayer("gradients", "gradient_std");
  if (figure) return;
  const alsoZeros = byLayer("activations", "activation_std");
  byId("zero-note").hidden = !(zeros || alsoZeros);
}
// Weights that start far too large cost thousands, so the axis stops at three times the cost of guessing.
function costRange(data) {
  const top = Math.max(...data.runs.flatMap((r) => r.train_cost.mean).filter((v) => v !== null), 0.1);
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
    caption.append(dot(i), run.name);
    const note = caption.appendChild(element("small"));
    return {note, chart: figure.appendChild(element("div", undefined, "chart"))};
  });
  const draw = () => data.runs.forEach((run, i) => {
    select.parentNode.dataset.layer = select.selectedOptions[0].text;
    const hist = run.weights[+select.value];
    hosts[i].note.textContent = hist.note;
    histogram(hosts[i].chart, i, run.name, hist);
  });
  select.addEventListener("change", draw);
  draw();
}

// groups: [[heading, [names of columns]], ...]; rows: [{run, cells: [{text, best}]} or {run, note}].
// Each cell knows its heading: on a phone a row becomes a card.
function fillTable(host, groups, rows) {
  const head = host.createTHead(), body = host.createTBody();
  const upper = head.insertRow(), lower = head.insertRow();
  const labels = [], edges = [];
  upper.append(element("th"));
  lower.append(element("th", "initializer"));
  for (const [group, columns] of groups) {
    const th = upper.appendChild(element("th", group, "rule"));
    th.colSpan = columns.length;
    columns.forEach((text, i) => {
      lower.append(element("th", text, i ? "" : "rule"));
      labels.push([group, text].filter(Boolean).join(": "));
      edges.push(i ? "" : "rule");
    });
  }
  for (const {run, index, cells, note} of rows) {
    const row = body.insertRow();
    row.appendChild(element("th")).append(dot(index), " " + run.name);
    if (note) row.append(Object.assign(element("td", note, "rule note"), {colSpan: labels.length}));
    else cells.forEach((cell, i) => {
      const td = row.appendChild(element("td", undefined, edges[i] + (cell.best ? " best" : "")));
      td.dataset.label = labels[i];
      td.append(element("span", cell.text ?? cell));
    });
  }
}

function tables(data) {
  const spread = several(data);
  const cell = (q, format, error = format) => format(last(q.mean)) + (spread ? " ± " + error(last(q.se)) : "");
  const plain = (v) => (100 * v).toFixed(1);
  const half = (v) => (v === 0.5 ? "1/2" : number(v));
  fillTable(byId("after"), [["accuracy, %", ["train", "test"]], ["training cost", ["final"]], ["epochs", ["to 90 %"]],
                            ["distinct units", ["by hidden layer"]]],
    data.runs.map((run, index) => (run.diverged ? {run, index, note: run.diverged} : {run, index, cells: [
      cell(run.train_accuracy, plain), {text: cell(run.test_accuracy, plain), best: run.leads},
      cell(run.train_cost, number, (v) => number(+v.toPrecision(1))), run.epochs_to_90, run.distinct_text]})));
  fillTable(byId("before"), [["activations' std", ["layer 1", "logits"]], ["gradients' std", ["layer 1", "logits"]],
                             ["factor per layer", ["measured", "n Var(w) · E[f(z)²]"]]],
    data.runs.map((run, index) => ({run, index, cells: [
      number(run.activation_std.mean[0]), number(last(run.activation_std.mean)),
      number(run.gradient_std.mean[0]), number(last(run.gradient_std.mean)),
      run.factor === null ? "-" : number(run.factor), run.formula ? `${run.formula.text} = ${half(run.formula.value)}` : "-"]})));
  fillTable(byId("diagnosis"), [["", ["found"]]],
    data.runs.map((run, index) => ({run, index, note: run.diagnosis.trim()})));
  byId("after-note").textContent =
    `After epoch ${data.settings.epochs}. Epochs to 90 % counts those until the test accuracy first reaches 90 % (a dash where it never `
    + "does). Units are distinct whose weights differ." + (spread
      ? " Means over the seeds ± one standard error; of the distinct units, the fewest over the seeds." : "")
    + (data.runs.some((r) => r.leads) ? " Bold: the best test accuracy, and all that are within two standard errors of it, of the seeds and "
      + `of ${data.test} test images together.` : "");
  byId("before-note").textContent =
    "Before the first step. The factor is what a hidden layer multiplies the signal's mean square by: measured, and by formula for n "
    + `inputs, independent weights w of mean 0 and z from N(0, 1), with f = ${data.settings.activation}. `
    + "A factor of 1 carries the signal through any depth.";
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
  prefersDark.addEventListener("change", (e) => { if (!printing) setTheme(e.matches ? "dark" : "light"); });
  byId("theme").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));

  byId("lead").textContent = data.lead;
  document.querySelectorAll(".bands").forEach((e) => { e.hidden = !several(data); });
  document.querySelectorAll(".ends").forEach((e) => { e.hidden = !data.runs.some((r) => r.diverged); });
  assignColours(data.runs);
  legend(data.runs);
  curves(data, figure);
  if (!figure) {
    findings(data);
    weights(data);
    tables(data);
    printLight();
    madeBy(data);
  }
}
main();
