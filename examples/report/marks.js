// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// How each run is marked in the charts, the legend and the tables: its colour, shape and dot. A run is
// its place in the list.
"use strict";

const COLOURS = 8;  // report.css has them, --mark-0 to --mark-7
const GREY = ["#7c858e", "#98a2ac"];  // the first constant start, which is a flat line
// Shapes tell runs apart for readers who see few colours, and where there are more runs than colours.
// Each is a path in a square of side 2 about 0.
const SHAPES = [
  "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  "M-.9-.9H.9V.9H-.9Z",
  "M0-1.1L1.1.9H-1.1Z",
  "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
];
const DASHES = [[], [7, 6], [2, 5], [12, 4, 2, 4]];

const isDark = () => document.documentElement.dataset.theme === "dark";
const cssVar = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const slots = new Map();  // run -> place in the palette; the first constant takes none
function assignColours(runs) {
  let next = 0;
  const grey = runs.findIndex((run) => run.constant);
  runs.forEach((run, i) => slots.set(i, i === grey ? -1 : next++));
}
function colour(run) {
  const slot = slots.get(run);
  if (slot < 0) return GREY[isDark() ? 1 : 0];
  return slot < COLOURS ? cssVar(`--mark-${slot}`) : further(slot - COLOURS);
}
// Colours beyond the palette: hues a golden angle apart, which never repeat.
function further(i) {
  const hue = (20 + 137.508 * i) % 360, light = (isDark() ? 0.7 : 0.36) + 0.05 * (i % 3), strength = 0.55;
  const channel = (n) => {
    const k = (n + hue / 30) % 12;
    const c = light - strength * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * c).toString(16).padStart(2, "0");
  };
  return "#" + channel(0) + channel(8) + channel(4);
}
const shape = (run) => SHAPES[Math.floor(Math.max(0, slots.get(run)) / COLOURS) % SHAPES.length];
// An element and not a background, because backgrounds are not printed. paintDots colours it.
function dot(run) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "dot");
  svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
  svg.setAttribute("aria-hidden", "true");
  svg.dataset.run = run;
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", shape(run));
  paintDot(svg);
  return svg;
}
function paintDot(svg) {
  for (const part of ["fill", "stroke"]) svg.firstChild.setAttribute(part, colour(+svg.dataset.run));
}
function paintDots() { document.querySelectorAll("svg.dot").forEach(paintDot); }
const faded = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
