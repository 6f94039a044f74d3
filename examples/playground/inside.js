// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// Looks inside one contender: figures by layer, now and at the start, histograms, and what diagnose says
// of its start. units.js has its single units.
"use strict";

let chosen = 2, atStart = null, now = null, insideDue = 0, insideBusy = false;
const signalPlot = new Plot("signal", {x: "layer", log: true, ends: true});
const gradientPlot = new Plot("gradient", {x: "layer", log: true, ends: true});
const updatePlot = new Plot("update", {x: "layer", log: true});

function insideStarts() {
  chosen = Math.min(chosen, runs.length - 1);
  const layers = Number(state.depth) + 1;
  byId("whose").replaceChildren(...runs.map((run, i) => {
    const radio = element("input", {type: "radio", name: "whose", value: i, checked: i === chosen});
    radio.addEventListener("change", () => { chosen = i; insideFresh(); });
    return element("label", {}, radio, dot(i), ` ${labelOf(i)}`);
  }));
  const before = byId("layer").value || "0";
  byId("layer").replaceChildren(...Array.from({length: layers}, (_, l) =>
    element("option", {value: l, textContent: l === layers - 1 ? `${l} (outputs)` : l})));
  byId("layer").value = Number(before) < layers ? before : "0";
  insideFresh();
}
function insideFresh() {
  atStart = now = null;
  insideDue = 0;
  leaveUnit();
}
function insideFrame(training) {
  if (!training || performance.now() > insideDue) insideUpdate(!training);
}

// One at a time; a call in between has the next.
let insideAgain = false;
async function insideUpdate(whole) {
  if (insideBusy) { insideAgain = true; return; }
  insideBusy = true;
  insideAgain = false;
  const mine = chosen, run = runs[mine];
  try {
    const begin = performance.now();
    const layer = Number(byId("layer").value);
    const got = await ask("inside", [mine, layer, unitAt ?? -1]);
    let start = atStart;
    if (!start) {
      const answer = await ask("at_start", [mine]);
      start = answer.inside;
      start.findings = answer.findings;
      try {  // there is none for weights whose mean is not 0
        if (Number(state.nudge) === 0) start.theory = await ask("theory", [mine]);
      } catch { start.theory = null; }
    }
    got.pictures = await picturesOf(mine, layer, got.layers[layer].out);
    if (mine === chosen && run === runs[mine]) {
      now = got;
      atStart = start;
      insideDue = performance.now() + Math.max(400, 4 * (performance.now() - begin));
      insidePaint(whole);
    }
  } catch { /* started anew in between */ }
  insideBusy = false;
  if (insideAgain) insideUpdate(true);
}

function insidePaint(whole = true) {
  if (!now) return;
  const x = now.layers.map((_, l) => l);
  const lines = (of) => [
    {name: "now", run: chosen, values: now.layers.map(of), dash: []},
    ...(runs[chosen].steps > 0 ? [{name: "at the start", run: chosen, values: atStart.layers.map(of), dash: [3, 4]}] : []),
  ];
  const theory = (key, unit = 1) => (atStart.theory ? [{name: "theory, at the start", plain: true, run: chosen,
    values: atStart.theory.map((t) => unit * t[key]), dash: [8, 4]}] : []);
  signalPlot.set(x, [...lines((l) => l.z), ...theory("z")]);
  gradientPlot.set(x, [...lines((l) => l.gradient), ...theory("gradient", atStart.layers[x.length - 1].gradient)]);
  updatePlot.set(x, [{name: "update : weight", run: chosen, values: now.layers.map((l) => l.update), dash: []},
                     {name: "1e-3", plain: true, run: chosen, values: x.map(() => 1e-3), dash: [8, 4]}]);
  const start = runs[chosen].rows[0];
  byId("loss-line").textContent = `Cost at the start: ${number(start[1])}. Guessing costs ln ${isPoints() ? 2 : 10} = `
    + `${number(now.log_classes)}: a good start is near it, a much larger cost means that the net is sure and wrong.`;
  paintHistograms();
  paintUnits();
  if (whole) {
    paintLayers();
    paintFindings();
  }
}

function paintHistograms() {
  const host = byId("histograms");
  if (host.childElementCount !== now.layers.length) {
    host.replaceChildren(...now.layers.map((_, l) => element("figure", {className: "small"},
      element("figcaption", {textContent: `layer ${l}`}),
      ...["activations", "gradients"].map((what) => element("div", {}, element("canvas", {attributes: {role: "img"}}),
        element("small", {}))))));
  }
  const first = host.querySelector("canvas"), size = {width: first.clientWidth, height: first.clientHeight};
  now.layers.forEach((layer, l) => ["activations", "gradients"].forEach((what, k) => {
    const [canvas, note] = host.children[l].children[k + 1].children;
    drawHistogram(canvas, layer[what].counts, chosen, size);
    const {most, not_finite: lost} = layer[what], range = lost ? "not all finite" : `± ${number(most)}`;
    note.textContent = `${what} ${range}`;
    canvas.setAttribute("aria-label", `Histogram of ${what} of layer ${l}, ${range}`);
  }));
}

// [{weight: rows of numbers, bias, slope}], as face.cpp's `parameters` lays them out.
async function parameters(i) {
  const layers = now.layers, slopes = state.f === "prelu" ? layers.length - 1 : 0;
  const length = layers.reduce((sum, l) => sum + l.out * l.in + l.out, slopes);
  const flat = await ask("parameters", [i], {length});
  let at = 0;
  const take = (n) => flat.subarray(at, (at += n));
  return layers.map((l, k) => ({out: l.out, in: l.in, weight: take(l.out * l.in), bias: take(l.out),
                                slope: k < slopes ? take(1) : null}));
}
function paintLayers() {
  const heads = ["layer", "units", "signal", "activations", "cosine", "gradient", "weights", "update : weight", "dead", "saturated", "distinct units"];
  const share = (v) => (v === null ? "–" : percent(v));
  byId("layers").replaceChildren(
    element("thead", {}, element("tr", {}, ...heads.map((h) => element("th", {textContent: h, scope: "col"})))),
    element("tbody", {}, ...now.layers.map((l, k) => element("tr", {}, element("th", {textContent: k, scope: "row"}),
      ...[l.out, number(l.z), number(l.h), l.cosine === null ? "–" : number(l.cosine), number(l.gradient), number(l.weight),
          l.update === null ? "–" : number(l.update), l.dead, share(l.saturated),
          l.out - l.equal.reduce((sum, g) => sum + g.length - 1, 0)]
        .map((text, c) => element("td", {textContent: text, attributes: {"data-label": heads[c + 1]}}))))));
}

// Findings of one problem and cure are told once.
function paintFindings() {
  const told = new Map();
  for (const f of atStart.findings) {
    const key = f.problem + f.cure;
    if (told.has(key)) told.get(key).others.push(f.where); else told.set(key, {...f, others: []});
  }
  const letter = LETTERS[chosen];
  byId("diagnosis").replaceChildren(...(told.size ? [...told.values()].map((f) => {
    const box = element("p", {className: "finding"}, element("b", {textContent: f.problem.replaceAll("_", " ") + ": "}),
      f.text, f.others.length ? ` The same in ${f.others.join(", ")}.` : "");
    if (f.cure && !f.where.endsWith(".bias")) {
      const cure = element("button", {type: "button", textContent: `Give ${letter} ${f.cure}`});
      cure.addEventListener("click", () => setInit(chosen, f.cure));
      box.append(" ", cure);
    }
    return box;
  }) : [element("p", {className: "finding healthy", textContent: `diagnose finds nothing wrong with the start of ${letter}.`})]));
}
