// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The settings: in an object, in the page's address and in the controls. settings.hpp reads the same text.
"use strict";

const DEFAULTS = {data: "spiral", noise: "0.05", depth: "4", width: "16", f: "relu", method: "sgd", rate: "0.1",
                  batch: "32", seed: "1", bias: "zeros", nudge: "0",
                  init: ["zeros", "normal(std=0.01)", "he_normal", "normal(std=2)"]};
const LETTERS = "ABCD";
let state = {...DEFAULTS};

const isPoints = () => state.data !== "digits";
const textOf = (s) => Object.entries(s).map(([k, v]) => `${k}=${k === "init" ? v.join(";") : v}`).join("&");
function stateOf(text) {
  const found = {...DEFAULTS, init: [...DEFAULTS.init]};
  try { text = decodeURIComponent(text); } catch { /* no escapes, then */ }
  for (const pair of text.split("&")) {
    const at = pair.indexOf("="), key = pair.slice(0, at), value = pair.slice(at + 1);
    if (at > 0 && key in found) found[key] = key === "init" ? value.split(";").slice(0, 4) : value;
  }
  return found;
}
// Only what differs from the defaults, so that a link is short.
function addressOf(s) {
  const own = Object.fromEntries(Object.entries(s).filter(([k, v]) => String(v) !== String(DEFAULTS[k])));
  return "#" + textOf(own).replaceAll(" ", "");
}

const byId = (id) => document.getElementById(id);
function element(tag, properties = {}, ...children) {
  const {attributes = {}, ...own} = properties;
  const e = Object.assign(document.createElement(tag), own);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  return e;
}

function showState() {
  for (const control of byId("settings").elements) if (control.name) control.value = state[control.name];
}

// An initializer's text as a name and options, "normal(std=0.1)", and back.
function partsOf(text) {
  const [, name, inner] = /^([^(]*)(?:\((.*)\))?$/.exec(text.trim()) ?? [null, text, ""];
  const options = {};
  let depth = 0, start = 0;
  const list = [];
  for (let i = 0; i <= (inner ?? "").length && inner; ++i) {
    if (inner[i] === "(") ++depth;
    if (inner[i] === ")") --depth;
    if (i === inner.length || (inner[i] === "," && depth === 0)) { list.push(inner.slice(start, i).trim()); start = i + 1; }
  }
  const known = catalog.initializers.find((k) => k.name === name);
  list.forEach((part, i) => {
    const at = part.search(/=/), paren = part.indexOf("(");
    if (at > 0 && (paren < 0 || at < paren)) options[part.slice(0, at).trim()] = part.slice(at + 1).trim();
    else if (known?.options[i]) options[known.options[i].name] = part;
  });
  return {name, options};
}
function textOfInit(name, options) {
  const known = catalog.initializers.find((k) => k.name === name);
  const own = (known?.options ?? []).filter((o) => options[o.name] !== undefined && options[o.name] !== o.value)
    .map((o) => `${o.name}=${options[o.name]}`);
  return own.length ? `${name}(${own.join(", ")})` : name;
}
let catalog = null;
