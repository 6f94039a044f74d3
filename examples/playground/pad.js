// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// A pad of 8 x 8 squares to draw a digit on, and what each net says it is.
"use strict";

const SIDE = 8, CELL = 24;
const ink = new Float32Array(SIDE * SIDE);  // 0 to 16, as in the data
let cellAt = 0, padBusy = false, padAgain = false;

function paintPad() {
  const canvas = byId("pad"), ctx = canvas.getContext("2d");
  ink.forEach((v, i) => {
    const grey = Math.round(255 - (255 * v) / 16);
    ctx.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    ctx.fillRect((i % SIDE) * CELL, Math.floor(i / SIDE) * CELL, CELL, CELL);
  });
  if (document.activeElement === canvas) {
    ctx.strokeStyle = cssVar("--mark-0");
    ctx.lineWidth = 2;
    ctx.strokeRect((cellAt % SIDE) * CELL + 1, Math.floor(cellAt / SIDE) * CELL + 1, CELL - 2, CELL - 2);
  }
  canvas.setAttribute("aria-label", `Pad of 8 by 8 squares, ${ink.filter((v) => v > 8).length} dark`);
}

async function readPad() {
  if (padBusy) { padAgain = true; return; }
  padBusy = true;
  padAgain = false;
  const pixels = Uint8Array.from(ink, Math.round), says = [];
  try {
    for (let i = 0; i < runs.length; ++i) {
      const p = await ask("classify", [i], {length: 10, inbox: pixels});
      const best = p.indexOf(Math.max(...p));
      says.push(best < 0 ? `${labelOf(i)}: not a number` : `${labelOf(i)}: ${best}, sure to ${percent(p[best])}`);
    }
    byId("pad-says").replaceChildren(...says.map((text) => element("li", {textContent: text})));
  } catch { /* started anew in between */ }
  padBusy = false;
  if (padAgain) readPad();
}

// A round brush: the square under it, and its neighbours a little.
function brush(x, y) {
  for (let i = 0; i < ink.length; ++i) {
    const away = Math.hypot((i % SIDE) + 0.5 - x / CELL, Math.floor(i / SIDE) + 0.5 - y / CELL);
    ink[i] = Math.min(16, ink[i] + 16 * Math.max(0, 1.05 - away) * 0.6);
  }
  paintPad();
  readPad();
}

function wirePad() {
  const pad = byId("pad");
  const at = (e) => {
    const box = pad.getBoundingClientRect();
    brush(((e.clientX - box.left) / box.width) * SIDE * CELL, ((e.clientY - box.top) / box.height) * SIDE * CELL);
  };
  pad.addEventListener("pointerdown", (e) => { pad.setPointerCapture(e.pointerId); at(e); });
  pad.addEventListener("pointermove", (e) => { if (e.buttons) at(e); });
  pad.addEventListener("keydown", (e) => {
    const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE}[e.key];
    if (step) cellAt = (cellAt + step + SIDE * SIDE) % (SIDE * SIDE);
    else if (e.key === " ") { ink[cellAt] = ink[cellAt] > 8 ? 0 : 16; readPad(); }
    else return;
    e.preventDefault();
    paintPad();
    say(`row ${Math.floor(cellAt / SIDE) + 1}, column ${(cellAt % SIDE) + 1}, ${ink[cellAt] > 8 ? "dark" : "blank"}`);
  });
  for (const event of ["focus", "blur"]) pad.addEventListener(event, paintPad);
  byId("pad-clear").addEventListener("click", () => { ink.fill(0); byId("pad-says").replaceChildren(); paintPad(); });
  paintPad();
}
