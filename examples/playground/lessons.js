// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// Ten lessons. Each sets the controls and asks a question; `right` finds the answer in the visitor's own
// run, once it has trained for `epochs`.
"use strict";

// After `n` epochs, however many more the run has. A net that diverged until then has no figures.
const divergedBy = (i, n) => runs[i].diverged !== null && runs[i].rows.length <= n + 1;
const costOf = (i, n) => (divergedBy(i, n) ? Infinity : runs[i].rows[n][1]);
const accuracyOf = (i, n) => (divergedBy(i, n) ? 0 : runs[i].rows[n][4]);
const best = (n) => runs.reduce((b, _, i) => (costOf(i, n) < costOf(b, n) ? i : b), 0);
const byLetter = (...inits) => inits.map((text, i) => `${LETTERS[i]}: ${text}`);
const learned = (i, n) => costOf(i, n) < 0.9 * Math.LN2;

const LESSONS = [
  {title: "Why the first weights matter",
   text: "Four nets differ in their first weights alone: all zero, too small, in proportion to the layer (He), too large. Watch the four curves.",
   set: {}, epochs: 40, question: "Whose cost is the lowest after 40 epochs?",
   answers: byLetter("zeros", "normal(std=0.01)", "he_normal", "normal(std=2)"), right: best},
  {title: "Zeros, or any constant: symmetry",
   text: "All weights of A are 0.1. Look inside A, at the units of layer 0: they are tied together, because units that start the same get the same gradient.",
   set: {data: "xor", depth: "1", width: "8", init: ["constant(value=0.1)", "he_normal"]}, epochs: 30,
   question: "After 30 epochs, how many different units has layer 0 of A? (Choose A under Look inside.)",
   answers: ["one", "two to seven", "eight"], needs: () => chosen === 0 && now,
   right: () => { const l = now.layers[0], n = l.out - l.equal.reduce((s, g) => s + g.length - 1, 0); return n === 1 ? 0 : n < 8 ? 1 : 2; }},
  {title: "Which part of a net of zeros still trains?",
   text: "All weights and biases of A are zero. Look at its numbers by layer, at gradient and update : weight, and at its cost.",
   set: {data: "blobs", depth: "2", width: "8", noise: "0.3", batch: "16", init: ["zeros"]}, epochs: 10,
   question: "Where is the gradient after 10 epochs not zero?",
   answers: ["in every layer", "in the last layer alone: only its biases learn", "nowhere"], needs: () => now,
   right: () => { const live = now.layers.filter((l) => l.gradient > 0).length; return live === now.layers.length ? 0 : live > 0 ? 1 : 2; }},
  {title: "Too small: the signal vanishes",
   text: "Ten layers of tanh. Each layer of A makes the signal smaller by a factor; look at the signal chart of A and of B.",
   set: {data: "moons", depth: "10", width: "32", f: "tanh", init: ["normal(std=0.01)", "xavier_normal"]}, epochs: 20,
   question: "Which net has learned something after 20 epochs (cost below 0.62)?",
   answers: ["A", "B", "both", "none"],
   right: (n) => (learned(0, n) ? (learned(1, n) ? 2 : 0) : learned(1, n) ? 1 : 3)},
  {title: "Too large: the signal explodes",
   text: "A's weights have standard deviation 1 in layers of 64 inputs: every layer multiplies the signal by about 5.7. Press Step a few times.",
   set: {data: "moons", depth: "10", width: "64", init: ["normal(std=1)", "he_normal"]}, epochs: 3,
   question: "What has become of A after 3 epochs?",
   answers: ["it has diverged", "its cost is below that of B", "its cost is above that of B"],
   right: (n) => (divergedBy(0, n) ? 0 : costOf(0, n) < costOf(1, n) ? 1 : 2)},
  {title: "Xavier for tanh",
   text: "Xavier keeps the signal and the gradient of tanh at their size. LeCun looks at the signal alone; in layers of equal width both have the same variance. C has too little.",
   set: {data: "circles", depth: "6", width: "32", f: "tanh", rate: "0.05", init: ["xavier_normal", "lecun_normal", "normal(std=0.05)"]}, epochs: 40,
   question: "Which net has the highest cost after 40 epochs?",
   answers: byLetter("xavier_normal", "lecun_normal", "normal(std=0.05)"),
   right: (n) => [0, 1, 2].reduce((b, i) => (costOf(i, n) > costOf(b, n) ? i : b), 0)},
  {title: "He for ReLU at depth 30",
   text: "ReLU drops half of the signal. He's factor 2 makes up for it, Xavier has none: after 30 layers A's signal is down to 2 to the power of -15, about 1/33000.",
   set: {data: "moons", depth: "30", width: "32", rate: "0.01", method: "momentum", init: ["xavier_normal", "he_normal"]}, epochs: 40,
   question: "Which net has learned something after 40 epochs (cost below 0.62)?",
   answers: ["A: xavier_normal", "B: he_normal", "both", "none"],
   right: (n) => (learned(0, n) ? (learned(1, n) ? 2 : 0) : learned(1, n) ? 1 : 3)},
  {title: "Orthogonal weights",
   text: "An orthogonal matrix keeps lengths exactly, not only on average, and so do the products of many. Twenty layers of tanh read digits; A has random normal weights of the same size.",
   set: {data: "digits", depth: "20", width: "32", f: "tanh", rate: "0.01", init: ["lecun_normal", "orthogonal"]}, epochs: 5,
   question: "Which net has the lower cost after 5 epochs?", answers: byLetter("lecun_normal", "orthogonal"), right: best},
  {title: "The wrong axis",
   text: "A fan counts the inputs of a unit. A counts its outputs instead, as it happens when weights are stored the other way round. That matters where the width changes: here 128 units meet 10, and what A says is too loud. Press Epoch once.",
   set: {data: "digits", depth: "2", width: "128", rate: "0.05", init: ["he_normal(fan=out)", "he_normal"]}, epochs: 1,
   question: "Whose cost at the start, at epoch 0, is further above ln 10 = 2.3?", answers: byLetter("he_normal(fan=out)", "he_normal"),
   right: () => (runs[0].rows[0][1] > runs[1].rows[0][1] ? 0 : 1)},
  {title: "A lottery ticket",
   text: "The same rule with the same settings, in a net so small that luck decides. Press New seed a few times and train: some starts learn better than others. Four rules of nearly the same size play here.",
   set: {data: "xor", depth: "1", width: "2", noise: "0", rate: "0.3", init: ["he_normal", "he_uniform", "xavier_normal", "orthogonal"]}, epochs: 60,
   question: "Do all four nets have nearly the same test accuracy after 60 epochs (within 5 %)?", answers: ["yes", "no"],
   right: (n) => { const a = runs.map((_, i) => accuracyOf(i, n)); return Math.max(...a) - Math.min(...a) <= 0.05 ? 0 : 1; }},
];

// The seed may be another one: a lesson holds for any.
const isSet = (lesson) => textOf({...state, seed: ""}) === textOf({...DEFAULTS, ...lesson.set, seed: ""});
const trained = () => Math.max(...runs.map((r) => lastRow(r)?.[0] ?? 0));
const allEnded = () => runs.every((r) => r.diverged !== null);

function verdict(lesson, host) {
  const box = host.querySelector(".verdict"), picked = host.querySelector("input:checked");
  if (!picked) return;
  let text;
  if (!isSet(lesson)) text = "Press Set up first.";
  else if (trained() < lesson.epochs && !allEnded()) text = `Train on: the page knows after epoch ${lesson.epochs}.`;
  else if (lesson.needs && !lesson.needs()) text = "Choose A under Look inside.";
  else {
    const right = lesson.right(lesson.epochs);
    text = right === Number(picked.value) ? "Right, as your run shows." : `Your run shows: ${lesson.answers[right]}.`;
  }
  if (box.textContent !== text) box.textContent = text;
}

// A lesson that is set up stands beside the race until another one is.
let lessonHosts = [];
function setUp(n) {
  const {set} = LESSONS[n], list = byId("lessons");
  list.replaceChildren(...lessonHosts.filter((_, k) => k !== n));
  byId("lesson-now").replaceChildren(lessonHosts[n]);
  lessonHosts[n].open = true;
  state = {...DEFAULTS, ...set, init: [...(set.init ?? DEFAULTS.init)]};
  chosen = 0;
  apply();
  byId("play").focus({preventScroll: true});
  scrollTo({top: byId("race-title").parentElement.offsetTop});
}

function buildLessons() {
  lessonHosts = LESSONS.map((lesson, n) => {
    const button = element("button", {type: "button", textContent: "Set up"});
    const next = element("button", {type: "button", className: "next", textContent: "Next lesson"});
    const host = element("details", {className: "lesson", attributes: {"data-lesson": n}},
      element("summary", {textContent: `${n + 1}. ${lesson.title}`}),
      element("div", {className: "columns"},
        element("div", {}, element("p", {textContent: lesson.text}), button, " ", next),
        element("div", {}, element("fieldset", {}, element("legend", {textContent: lesson.question}),
          ...lesson.answers.map((text, i) => element("label", {},
            element("input", {type: "radio", name: `lesson-${n}`, value: i}), " " + text))),
          element("p", {className: "verdict", attributes: {role: "status"}}))));
    button.addEventListener("click", () => setUp(n));
    next.addEventListener("click", () => setUp(n + 1));
    next.hidden = n + 1 === LESSONS.length;
    host.addEventListener("change", () => verdict(lesson, host));
    return host;
  });
  byId("lessons").replaceChildren(...lessonHosts);
  byId("first-lesson").addEventListener("click", () => setUp(0));
}
function lessonFrame() {
  lessonHosts.forEach((host, n) => { if (host.open) verdict(LESSONS[n], host); });
}
