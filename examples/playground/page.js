// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The page's wiring: loads the library into a worker, hands settings to it and its frames to the parts.
"use strict";

// The smallest module with vector instructions: valid where the browser has them.
const VECTORS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
                 253, 98, 11];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let worker, playing = false, starting = 0, plays = 0, asked = 0, statusDue = 0, good = null;
const waiting = new Map();

const send = (message, transfer) => worker.postMessage(message, transfer);
// An answer of the worker to one of face.cpp's functions; length: how many numbers it gives.
function ask(what, numbers, more = {}) {
  return new Promise((resolve, reject) => {
    waiting.set(++asked, {resolve, reject});
    send({type: "ask", id: asked, what, numbers, ...more});
  });
}

function tell(text, now = true) {
  if (!now && performance.now() < statusDue) return;
  statusDue = performance.now() + 2000;
  byId("status").textContent = text;
}
const summary = () => runs.map((run, i) => `${labelOf(i)}: ` + (run.diverged !== null
  ? `diverged at step ${run.steps}` : `cost ${number(lastRow(run)[1])}`)).join("; ");

function setPlaying(on) {
  if (playing === on) return;
  playing = on;
  byId("play").textContent = on ? "Pause" : "Play";
}

// Starts all contenders anew from the state: the same settings give the same weights again.
function apply() {
  setPlaying(false);
  buildCards();
  showState();
  history.replaceState(null, "", addressOf(state));
  ++starting;
  send({type: "start", text: textOf(state), init: [...state.init], points: isPoints()});
}

const hears = {
  ready(message) {
    catalog = message.catalog;
    fillSelects();
    apply();
  },
  started(message) {
    --starting;
    good = JSON.stringify(state);
    places = message.places;
    view = message.view;
    runs = message.init.map((init) => ({init, steps: 0, diverged: null, rows: []}));
    byId("pad-section").hidden = isPoints();
    document.body.classList.remove("failed");
    paintOverlay();
    tell("Ready. Press Play.");
    insideStarts();
  },
  frame(message) {
    if (!runs.length) return setPlaying(false);
    takeFrame(message);
    if (playing && !message.playing && message.play === plays) {  // not a frame from before Play
      setPlaying(false);
      tell("Paused. " + summary());
    } else {
      tell(summary(), false);
    }
    insideFrame(message.playing);
    lessonFrame();
    const drawn = () => send({type: "drawn"});
    if (calm.matches) setTimeout(drawn, 500); else requestAnimationFrame(drawn);
  },
  answer({id, value}) {
    waiting.get(id).resolve(value);
    waiting.delete(id);
  },
  failed({id, what, text}) {
    if (id) {
      waiting.get(id).reject(new Error(text));
      waiting.delete(id);
    } else {
      if (what === "start") --starting;
      setPlaying(false);
      document.body.classList.add("failed");
      tell(text + (what === "start" && good ? " The contenders are those of before." : ""));
    }
  },
};

function fillSelects() {
  const fill = (name, values) => byId("settings").elements[name]
    .replaceChildren(...values.map((v) => element("option", {textContent: v})));
  fill("data", catalog.sets);
  fill("f", catalog.activations);
  fill("method", catalog.methods);
}

const stepsOfEpoch = () => Math.ceil((isPoints() ? 256 : 1437) / Number(state.batch));
function wire() {
  byId("settings").addEventListener("submit", (e) => e.preventDefault());
  byId("settings").addEventListener("change", ({target}) => {
    state[target.name] = target.value.trim();
    apply();
  });
  const speed = () => Number(byId("speed").value) || Infinity;
  const play = () => {
    if (playing) return send({type: "pause"});
    setPlaying(true);
    tell("Training.");
    send({type: "play", steps: speed(), play: ++plays});
  };
  byId("play").addEventListener("click", play);
  byId("speed").addEventListener("change", () => { if (playing) send({type: "play", steps: speed(), play: plays}); });
  byId("step").addEventListener("click", () => send({type: "steps", steps: 1}));
  byId("epoch").addEventListener("click", () => {
    const each = stepsOfEpoch();
    send({type: "steps", steps: each - (Math.max(...runs.map((r) => r.steps)) % each)});
  });
  byId("rewind").addEventListener("click", apply);
  byId("new-seed").addEventListener("click", () => {
    state.seed = String(Number(state.seed) + 1);
    apply();
  });
  byId("add").addEventListener("click", () => {
    state.init.push("he_normal");
    apply();
    byId("contenders").lastChild.querySelector("select").focus();
  });
  addEventListener("keydown", (e) => {
    if (e.target !== document.body || e.ctrlKey || e.metaKey || e.altKey) return;
    const does = {" ": "play", s: "step", e: "epoch", r: "rewind"}[e.key];
    if (!does) return;
    e.preventDefault();
    byId(does).click();
  });
  addEventListener("hashchange", () => {
    if (location.hash === addressOf(state)) return;
    state = stateOf(location.hash.slice(1));
    apply();
  });
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  paintDots();
  for (const plot of plots) plot.redraw();
  paintOverlay();
  if (runs.length) { paintCards(); insidePaint(); }
}

// In one file, all is in the page; in a folder, beside it.
async function bytesOf(name) {
  const inside = byId("file:" + name);
  if (inside) return Uint8Array.from(atob(inside.textContent.trim()), (c) => c.charCodeAt(0)).buffer;
  return (await fetch(name)).arrayBuffer();
}
function workerOf() {
  const inside = byId("file:worker.js");
  return new Worker(inside ? URL.createObjectURL(new Blob([inside.textContent], {type: "text/javascript"})) : "worker.js");
}

async function main() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  assignColours(LETTERS.split("").map(() => ({})));
  setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", (e) => setTheme(e.matches ? "dark" : "light"));
  byId("theme").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  if (location.hash) state = stateOf(location.hash.slice(1));
  wire();
  buildLessons();
  wireShare();
  wirePad();
  wireUnits();
  worker = workerOf();
  worker.onerror = (e) => tell(`The worker has stopped: ${e.message}`);
  worker.onmessage = ({data}) => hears[data.type](data);
  const plain = !WebAssembly.validate(new Uint8Array(VECTORS)) || new URLSearchParams(location.search).has("plain");
  const [bytes, digits] = await Promise.all([bytesOf(plain ? "plain.wasm" : "vectors.wasm"), bytesOf("digits.csv")]);
  send({type: "library", bytes, digits}, [bytes, digits]);
}
main().catch((error) => { byId("status").textContent = "The page could not start: " + error.message; });
