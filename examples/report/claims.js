// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The page of claims: its theme, and the values at the place that is pointed at or touched.
"use strict";

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const setTheme = (dark) => { root.dataset.theme = dark ? "dark" : "light"; };
setTheme(prefersDark.matches);
prefersDark.addEventListener("change", (e) => setTheme(e.matches));
document.getElementById("theme").addEventListener("click", () => setTheme(root.dataset.theme !== "dark"));

const tip = document.body.appendChild(document.createElement("div"));
tip.id = "tip";
tip.className = "tip";
function show(event) {
  const text = event.target.dataset?.tip;
  tip.style.display = text ? "block" : "none";
  if (!text) return;
  tip.textContent = text;
  const {clientX: x, clientY: y} = event, room = 14;
  const fits = x + room + tip.offsetWidth < innerWidth;
  tip.style.left = Math.max(4, fits ? x + room : x - room - tip.offsetWidth) + "px";
  tip.style.top = Math.max(4, Math.min(y + room, innerHeight - tip.offsetHeight - 4)) + "px";
}
for (const type of ["pointermove", "pointerdown"]) document.addEventListener(type, show);
document.addEventListener("scroll", () => { tip.style.display = "none"; }, {passive: true});

// Paper shows every table of values.
const tables = [...document.querySelectorAll("details")];
let opened;
addEventListener("beforeprint", () => { opened = tables.map((t) => t.open); tables.forEach((t) => { t.open = true; }); });
addEventListener("afterprint", () => tables.forEach((t, i) => { t.open = opened[i]; }));
