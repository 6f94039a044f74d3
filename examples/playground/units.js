// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The units of a layer as small pictures, those that are the same tied together, and one unit's numbers.
"use strict";

const UNITS = 16, SMALL = 48, LARGE = 168;
// What a picture shows: side is that of a map, count the numbers of one unit.
const PICTURES = {
  plane: {side: 24, count: 576, smooth: true,
          text: "Each picture is the plane of the points: orange where the unit's activation is positive, blue where it is negative, faint where it is near 0."},
  weights: {side: 8, count: 64, smooth: false,
            text: "Each picture is a unit's 64 weights, one for each pixel: orange ink speaks for the unit, blue ink against it."},
  classes: {count: 10, text: "Each picture is a unit's mean activation for the digits 0 to 9, from left to right."},
};
const pictureOf = (layer) => (isPoints() ? PICTURES.plane : layer === 0 ? PICTURES.weights : PICTURES.classes);
let unitAt = null;  // the unit that a visitor looks at

function picturesOf(i, layer, out) {
  const units = Math.min(UNITS, out), picture = pictureOf(layer), length = {length: units * picture.count};
  return isPoints() ? ask("units", [i, layer, units, picture.side, view.x, view.y, view.reach], length)
    : ask("pictures", [i, layer, units], length);
}

// Values as shares of the largest: 0 is -most, 1 is most.
function scaled(values) {
  let most = 0;
  for (const v of values) most = Math.max(most, Math.abs(v));
  return values.map((v) => (most > 0 ? 0.5 + v / most / 2 : v + 0.5));
}
function drawUnit(canvas, picture, u) {
  const values = scaled(now.pictures.subarray(u * picture.count, (u + 1) * picture.count));
  if (picture.side) drawMap(canvas.getContext("2d"), values, picture.side, canvas.width, ...classColours(), picture.smooth);
  else drawBars(canvas, values);
}

function leaveUnit() {
  unitAt = null;
  byId("unit").hidden = true;
  insideUpdate(true);
}

// The units that are shown, in groups of those that are the same; alone is a group of one.
function groupsOf(layer, shown) {
  const tied = layer.equal.map((units) => ({units: units.filter((u) => u < shown), all: units.length}));
  const group = new Map(tied.flatMap((g) => g.units.map((u) => [u, g])));
  const alone = Array.from({length: shown}, (_, u) => u).filter((u) => !group.has(u));
  return [...tied.filter((g) => g.units.length), ...alone.map((u) => ({units: [u], all: 1}))];
}

function buildUnits(groups) {
  const unit = (u, tied) => {
    const button = element("button", {type: "button", className: tied ? "unit tied" : "unit", attributes: {
      "data-unit": u, "aria-label": `Unit ${u}${tied ? ", the same as others" : ""}`}},
      element("canvas", {width: SMALL, height: SMALL}), element("small", {textContent: u}));
    button.addEventListener("click", () => { unitAt = u; insideUpdate(true); });
    return button;
  };
  byId("units").replaceChildren(...groups.map((g) => (g.all === 1 ? unit(g.units[0], false)
    : element("div", {className: "tie", role: "group", attributes: {"aria-label": `${g.all} units that are the same`}},
              ...g.units.map((u) => unit(u, true)),
              element("p", {textContent: g.units.length < g.all ? `${g.all} units that are the same, ${g.units.length} of them here`
                : `${g.all} units that are the same: together they do what one could`})))));
}

function paintUnits() {
  const l = Number(byId("layer").value), layer = now.layers[l], shown = Math.min(UNITS, layer.out), picture = pictureOf(l);
  if (now.pictures.length !== shown * picture.count) return;  // another layer's: the next are on their way
  const groups = groupsOf(layer, shown), tied = layer.equal.length > 0, host = byId("units");
  const key = JSON.stringify([l, groups]);
  if (host.dataset.key !== key) {
    host.dataset.key = key;
    buildUnits(groups);
    const distinct = layer.out - layer.equal.reduce((sum, units) => sum + units.length - 1, 0);
    byId("units-note").textContent = (tied ? `${layer.out} units, ${distinct} distinct.` : `${layer.out} units, all distinct.`)
      + (shown < layer.out ? ` The first ${shown} are shown.` : "");
    byId("units-text").textContent = picture.text;
  }
  byId("break").hidden = !tied || Number(state.nudge) !== 0;
  host.querySelectorAll(".unit").forEach((button) => {
    button.setAttribute("aria-pressed", Number(button.dataset.unit) === unitAt);
    drawUnit(button.firstChild, picture, Number(button.dataset.unit));
  });
  paintUnit(l, picture);
}

// 0.3 x0 - 0.2 x1: the largest eight, in the order of the inputs.
function sumOf(weights, name) {
  const most = weights.map((w, k) => [Math.abs(w), k]).sort((a, b) => b[0] - a[0]).slice(0, 8).map(([, k]) => k).sort((a, b) => a - b);
  return most.map((k, n) => {
    const w = weights[k], minus = w < 0;
    return (n ? (minus ? " − " : " + ") : minus ? "−" : "") + `${number(w === null ? null : Math.abs(w))} ${name}${k}`;
  }).join("");
}
function paintUnit(l, picture) {
  const unit = now.unit;
  if (unitAt === null || unit?.unit !== unitAt || unit.layer !== l) return;
  const n = unit.weights.length, last = l === now.layers.length - 1, more = n > 8 ? ` + … (the 8 largest of ${n})` : "";
  byId("unit").hidden = false;
  drawUnit(byId("unit-picture"), picture, unitAt);
  byId("unit-formula").textContent = `Unit ${unitAt} of layer ${l} = ${last ? "" : state.f}(${sumOf(unit.weights, l === 0 ? "x" : "h")}${more}`
    + ` ${unit.bias < 0 ? "−" : "+"} ${number(unit.bias === null ? null : Math.abs(unit.bias))})`;
  const says = [["mean activation", number(unit.mean)], ["standard deviation", number(unit.deviation)],
                ["exactly 0", `${percent(unit.zero)} of ${unit.examples} examples`], ["gradient, root mean square", number(unit.gradient)],
                ["inputs", n], ["bias", number(unit.bias)]];
  byId("unit-numbers").replaceChildren(...says.flatMap(([name, value]) =>
    [element("dt", {textContent: name}), element("dd", {textContent: value})]));
}

function wireUnits() {
  byId("layer").addEventListener("change", leaveUnit);
  byId("break").addEventListener("click", () => { state.nudge = "0.001"; apply(); });
  for (const side of ["width", "height"]) byId("unit-picture")[side] = LARGE;
}
