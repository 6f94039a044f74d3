// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// Trains the nets, apart from the page so that the page never waits. library.js stands before this text.
// Messages in: library, start, play, pause, steps, drawn (the page has drawn the last frame), ask.
// Messages out: ready, started, frame, answer, failed.
"use strict";

const SLICE = 12;          // ms of training before other messages are heard
const LAST_EPOCH = 1000;   // a run pauses there, so that its memory has an end

let library, count = 0, known = [], playing = false, rate = Infinity, view = null, drawn = true;
let play = 0, mapDue = 0, owed = 0, last = 0, size = 48;

function frame(everything) {
  const now = performance.now(), contenders = [], buffers = [];
  const withMaps = view && (everything || now >= mapDue);
  for (let i = 0; i < count; ++i) {
    const state = library.json("progress", i, known[i]);
    known[i] += state.rows.length;
    if (withMaps) {
      state.map = library.floats(size * size, "boundary", i, size, view.x, view.y, view.reach);
      buffers.push(state.map.buffer);
    }
    contenders.push(state);
  }
  // Maps of a large net take long: they get a fifth of the time at most.
  if (withMaps) mapDue = now + 4 * (performance.now() - now);
  drawn = false;
  postMessage({type: "frame", playing, play, size, contenders}, buffers);
  return contenders;
}

// Asked before every step: the page may take long to draw a frame, and would be told of the end too late.
function ended() {
  for (let i = 0; i < count; ++i) if (library.call("epoch", i) >= LAST_EPOCH) return true;
  return false;
}
function stepAll() { for (let i = 0; i < count; ++i) library.call("step", i); }

function tick() {
  due = false;
  if (!playing) return;
  const begin = performance.now();
  // Infinity times no time would be no number.
  owed = rate === Infinity ? rate : Math.min(owed + (rate * (begin - last)) / 1000, rate);
  last = begin;
  while (owed >= 1 && performance.now() - begin < SLICE && !ended()) {
    stepAll();
    owed -= 1;
  }
  if (drawn && (frame(false).every((c) => c.diverged !== null) || ended())) {
    playing = false;
    frame(true);
  }
  if (playing) next();
}
// Without the 4 ms that a browser makes a nested timer wait.
const channel = new MessageChannel();
channel.port1.onmessage = tick;
let due = false;  // one tick at a time, also where Play comes before the last one of an earlier run
function next() {
  if (due) return;
  due = true;
  if (rate === Infinity) channel.port2.postMessage(0); else setTimeout(tick, 8);
}

const does = {
  async library({bytes, digits}) {
    library = await Library.load(bytes);
    library.send(new Uint8Array(digits));
    library.call("take_digits");
    postMessage({type: "ready", catalog: library.json("list")});
  },
  start({text, init, points}) {
    playing = false;
    library.sendText(text);
    count = library.call("start");
    known = Array(count).fill(0);
    view = null;
    const places = points ? library.floats(3 * library.call("count"), "points") : null;
    if (places) {
      let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let i = 0; i < places.length; i += 3) {
        left = Math.min(left, places[i]); right = Math.max(right, places[i]);
        low = Math.min(low, places[i + 1]); high = Math.max(high, places[i + 1]);
      }
      view = {x: (left + right) / 2, y: (low + high) / 2, reach: 0.55 * Math.max(right - left, high - low)};
    }
    const parameters = points ? library.call("parameter_count") : 0;
    size = points ? Math.max(12, Math.min(48, Math.floor(Math.sqrt(2e7 / parameters)))) : 0;
    mapDue = 0;
    postMessage({type: "started", init, places, view});
    frame(true);
  },
  play(message) {
    rate = message.steps;
    play = message.play;  // which Play of the page the frames answer
    if (playing) return;
    playing = true;
    owed = 0;
    last = performance.now();
    next();
  },
  pause() { playing = false; frame(true); },
  steps({steps}) {
    for (; steps > 0; --steps) stepAll();
    frame(true);
  },
  drawn() { drawn = true; },
  // what: one of face.cpp's functions that answer with JSON, a text or numbers.
  ask({id, what, numbers, length, inbox}) {
    if (inbox) library.send(inbox);
    const value = length ? library.floats(length, what, ...numbers)
      : what === "csv" || what === "program" ? library.text(library.call(what, ...numbers))
      : library.json(what, ...numbers);
    postMessage({type: "answer", id, value});
  },
};

onmessage = async ({data}) => {
  try {
    await does[data.type](data);
  } catch (error) {
    postMessage({type: "failed", id: data.id, what: data.type, text: error.message});
  }
};
