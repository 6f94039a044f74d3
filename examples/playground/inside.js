// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// Looks inside one contender: figures by layer, now and at the start, histograms, single units, and
// what diagnose says of its start.
"use strict";

const UNITS = 16, UNIT_MAP = 24;
let chosen = 2, atStart = null, now = null, insideDue = 0, insideBusy = false, unitAt = null;
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
  unitAt = null;
  byId("unit-formula").textContent = "";
  insideDue = 0;
  insideUpdate(true);
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
    const got = await ask("inside", [mine]);
    let start = atStart;
    if (!start) {
      const answer = await ask("at_start", [mine]);
      start = answer.inside;
      start.findings = answer.findings;
      try {  // there is none for weights whose mean is not 0
        if (Number(state.nudge) === 0) start.theory = await ask("theory", [mine]);
      } catch { start.theory = null; }
    }
    const layer = Number(byId("layer").value);
    const units = Math.min(UNITS, got.layers[layer]?.out ?? 0);
    const maps = isPoints() && view
      ? await ask("units", [mine, layer, units, UNIT_MAP, view.x, view.y, view.reach], {length: units * UNIT_MAP ** 2}) : null;
    if (mine === chosen && run === runs[mine]) {
      now = got;
      now.maps = maps;
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
  now.layers.forEach((layer, l) => ["activations", "gradients"].forEach((what, k) => {
    const [canvas, note] = host.children[l].children[k + 1].children;
    drawHistogram(canvas, layer[what].counts, chosen);
    note.textContent = `${what} ± ${number(layer[what].most)}`;
    canvas.setAttribute("aria-label", `Histogram of ${what} of layer ${l}, from minus to plus ${number(layer[what].most)}`);
  }));
}

const groupsOf = (layer) => {
  const group = Array(layer.out).fill(-1);
  layer.equal.forEach((units, g) => units.forEach((u) => { group[u] = g; }));
  return group;
};

function paintUnits() {
  const l = Number(byId("layer").value), layer = now.layers[l];
  const group = groupsOf(layer), shown = Math.min(UNITS, layer.out);
  const tied = layer.equal.reduce((sum, units) => sum + units.length, 0);
  byId("units-note").replaceChildren(
    tied ? `${tied} of ${layer.out} units are the same as another one: they work as ${layer.equal.length}` : `${layer.out} units, all different`);
  if (tied && Number(state.nudge) === 0) {
    const cure = element("button", {type: "button", id: "break", textContent: "Break the symmetry"});
    cure.addEventListener("click", () => { state.nudge = "0.001"; apply(); });
    byId("units-note").append(" ", cure);
  }
  const host = byId("units");
  if (host.childElementCount !== shown || host.dataset.layer !== String(l)) {
    host.dataset.layer = l;
    host.replaceChildren(...Array.from({length: shown}, (_, u) => {
      const button = element("button", {type: "button", className: "unit"},
        element("canvas", {width: 48, height: 48}), element("small"));
      button.addEventListener("click", () => { unitAt = u; formula(); });
      return button;
    }));
  }
  for (let u = 0; u < shown; ++u) {
    const button = host.children[u], canvas = button.firstChild, name = group[u] < 0 ? "" : ` = ${"abcdefgh"[group[u] % 8]}`;
    button.lastChild.textContent = u + name;
    button.classList.toggle("tied", group[u] >= 0);
    button.setAttribute("aria-label", `${u}${name}, ${group[u] < 0 ? "a unit" : "a unit with others like it"}`);
    canvas.hidden = !now.maps;
    if (!now.maps) continue;
    const own = now.maps.subarray(u * UNIT_MAP ** 2, (u + 1) * UNIT_MAP ** 2);
    let most = 0;
    for (const v of own) most = Math.max(most, Math.abs(v));
    drawMap(canvas.getContext("2d"), own.map((v) => (most > 0 ? 0.5 + v / most / 2 : v + 0.5)), UNIT_MAP, 48, ...classColours());
  }
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
async function formula() {
  const l = Number(byId("layer").value), u = unitAt;
  const layer = (await parameters(chosen))[l];
  const name = l === 0 ? "x" : "h", shown = Math.min(layer.in, 8);
  const terms = Array.from(layer.weight.subarray(u * layer.in, u * layer.in + shown), (w, k) => `${number(w)} ${name}${k}`);
  const last = l === now.layers.length - 1;
  byId("unit-formula").textContent = `Unit ${u} of layer ${l} = ${last ? "" : state.f}(${terms.join(" + ")}`
    + `${layer.in > shown ? ` + … (${layer.in} inputs)` : ""} + ${number(layer.bias[u])})`;
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

byId("layer").addEventListener("change", () => { unitAt = null; byId("unit-formula").textContent = ""; insideUpdate(true); });
