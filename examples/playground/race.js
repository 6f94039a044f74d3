// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The contenders: a card each with its initializer and options, its decision boundary, and how it stands;
// and the curves of all.
"use strict";

const MAP = 220;  // pixels
const classColours = () => [cssVar("--mark-0"), cssVar("--mark-1")];
let runs = [];      // {init, steps, diverged, rows: [[epoch, loss, accuracy, test loss, test accuracy]]}
let places = null, view = null, overlay = null;
const costPlot = new Plot("cost", {x: "epoch", log: true, ends: true});
const accuracyPlot = new Plot("accuracy", {x: "epoch", ends: true, format: percent, tick: (v) => Math.round(100 * v) + " %", range: [0, 1]});

const labelOf = (i) => `${LETTERS[i]}: ${runs[i].init}`;
const lastRow = (run) => run.rows[run.rows.length - 1];

function buildCards() {
  const host = byId("contenders");
  host.replaceChildren(...state.init.map((text, i) => {
    const parts = partsOf(text);
    const select = element("select", {attributes: {"aria-label": `Initializer of ${LETTERS[i]}`}},
      ...catalog.initializers.map((k) => element("option", {value: k.name, textContent: k.name, selected: k.name === parts.name})));
    select.addEventListener("change", () => setInit(i, select.value));
    const known = catalog.initializers.find((k) => k.name === parts.name);
    const options = (known?.options ?? []).map((o) => {
      const value = parts.options[o.name] ?? o.value, name = `${o.name} of ${LETTERS[i]}`;
      const input = o.choices.length
        ? element("select", {attributes: {"aria-label": name}}, ...o.choices.map((c) => element("option", {textContent: c, selected: c === value})))
        : element("input", {value, size: 8, spellcheck: false, attributes: {"aria-label": name}});
      input.addEventListener("change", () =>
        setInit(i, textOfInit(parts.name, {...parts.options, [o.name]: input.value.trim()})));
      return element("label", {}, o.name + " ", input);
    });
    const remove = element("button", {type: "button", textContent: "×", className: "remove",
                                      attributes: {"aria-label": `Remove ${LETTERS[i]}`}});
    remove.hidden = state.init.length < 2;
    remove.addEventListener("click", () => { state.init.splice(i, 1); apply(); byId("add").focus(); });
    const canvas = element("canvas", {width: MAP, height: MAP, attributes: {role: "img"}});
    canvas.hidden = !isPoints();
    return element("figure", {className: "card"},
      element("figcaption", {}, dot(i), element("b", {textContent: LETTERS[i]}), select, remove),
      element("div", {className: "options"}, ...options), canvas, element("p", {className: "stands"}));
  }));
  byId("add").hidden = state.init.length >= 4;
  byId("map-note").hidden = !isPoints();
}
function setInit(i, text) {
  state.init[i] = text;
  apply();
}

function paintOverlay() {
  overlay = null;
  if (!places) return;
  overlay = element("canvas", {width: MAP, height: MAP});
  const colours = classColours(), ctx = overlay.getContext("2d"), to = (v, middle) => ((v - middle) / view.reach + 1) * MAP / 2;
  for (let i = 0; i < places.length / 2; i += 3) {  // the first half trains
    ctx.beginPath();
    const x = to(places[i], view.x), y = MAP - to(places[i + 1], view.y);
    if (places[i + 2] === 0) ctx.arc(x, y, 2.4, 0, 7); else ctx.rect(x - 2.1, y - 2.1, 4.2, 4.2);
    ctx.fillStyle = colours[places[i + 2]];
    ctx.strokeStyle = cssVar("--card");
    ctx.fill();
    ctx.stroke();
  }
}

function paintMap(i) {
  const run = runs[i], canvas = byId("contenders").children[i]?.querySelector("canvas");
  if (!run?.map || !canvas) return;
  const ctx = canvas.getContext("2d");
  drawMap(ctx, run.map, run.size, MAP, ...classColours());
  if (overlay) ctx.drawImage(overlay, 0, 0);
}

function standing(i) {
  const run = runs[i], row = lastRow(run);
  if (run.diverged !== null) {
    return `Diverged at step ${run.steps}: layer ${run.diverged} was the first to overflow. The weights or the rate are too large.`;
  }
  return `cost ${number(row[1])}, test accuracy ${percent(row[4])}`;
}

function paintCards() {
  runs.forEach((run, i) => {
    const card = byId("contenders").children[i];
    if (!card || !run.rows.length) return;
    card.classList.toggle("diverged", run.diverged !== null);
    card.querySelector(".stands").textContent = standing(i);
    const canvas = card.querySelector("canvas");
    canvas.setAttribute("aria-label", `Decision boundary of ${labelOf(i)}. ${standing(i)}`);
    paintMap(i);
  });
}

function paintCurves() {
  const longest = runs.reduce((a, b) => (b.rows.length > a.rows.length ? b : a), {rows: []});
  const x = longest.rows.map((r) => r[0]);
  const series = (column) => runs.map((run, i) => ({name: labelOf(i), run: i,
    // The epoch in which a net diverged has no figures.
    values: x.map((_, k) => (run.diverged !== null && k >= run.rows.length - 1 ? null : run.rows[k]?.[column] ?? null))}));
  costPlot.set(x, series(1));
  accuracyPlot.set(x, series(4));
}

function takeFrame(frame) {
  frame.contenders.forEach((c, i) => {
    const run = runs[i];
    run.steps = c.steps;
    run.diverged = c.diverged;
    run.rows.push(...c.rows);
    if (c.map) { run.map = c.map; run.size = frame.size; }
  });
  paintCards();
  paintCurves();
  const longest = runs.reduce((a, b) => (b.steps > a.steps ? b : a));
  byId("clock").textContent = `step ${longest.steps}, epoch ${lastRow(longest)[0]}`;
}
