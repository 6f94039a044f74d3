// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// What a visitor takes along: the link, the numbers, the charts, the weights and the program.
"use strict";

function save(name, type, ...parts) {
  const url = URL.createObjectURL(new Blob(parts, {type}));
  element("a", {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  tell(`Saved ${name}.`);
}

function runJson() {
  const columns = ["epoch", "loss", "accuracy", "test_loss", "test_accuracy"];
  return JSON.stringify({settings: state, runs: runs.map((run) => ({init: run.init, steps: run.steps, diverged_in_layer: run.diverged,
    history: run.rows.map((row) => Object.fromEntries(columns.map((c, k) => [c, row[k]])))}))}, null, 1) + "\n";
}

// https://huggingface.co/docs/safetensors: the length of a header as 8 bytes, the header, the numbers.
// outset::io::load_network reads the net back.
async function safetensors() {
  const header = {__metadata__: {...await ask("network_metadata", [chosen]), settings: addressOf(state).slice(1), init: runs[chosen].init, steps: String(runs[chosen].steps)}};
  const blocks = [];
  let at = 0;
  const add = (name, shape, numbers) => {
    header[name] = {dtype: "F32", shape, data_offsets: [at, (at += numbers.byteLength)]};
    blocks.push(numbers);
  };
  (await parameters(chosen)).forEach((l, i) => {
    add(`layer.${i}.weight`, [l.out, l.in], l.weight);
    add(`layer.${i}.bias`, [l.out], l.bias);
    if (l.slope) add(`layer.${i}.slope`, [1, 1], l.slope);
  });
  let text = JSON.stringify(header);
  text += " ".repeat((8 - (text.length % 8)) % 8);
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(text.length), true);
  return [length.buffer, text, ...blocks];
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
// Every chart, one below the other, in the colours that the page has.
function svg() {
  const wide = 640, tall = 260, pad = 56, parts = [];
  plots.forEach((plot, k) => {
    const top = k * (tall + 50) + 30, log = plot.options.log;
    const place = (v) => plot.place(v) ?? null, zeros = log && plot.floor !== null;
    const values = plot.series.flatMap((s) => s.values).map(place).filter((v) => v !== null);
    const to = (v) => (log ? Math.log10(v) : v), most = values.length ? Math.max(...values) : log ? 1e-3 : 0;
    const low = zeros ? to(plot.floor / 1.5) : log ? Math.floor(to(Math.min(...values, most))) : 0;
    const high = Math.max(log ? Math.ceil(to(1.001 * most)) : most, low + 1e-9);
    const first = plot.x[0] ?? 0, last = plot.x[plot.x.length - 1] ?? 1;
    const px = (x) => pad + ((x - first) / (last - first || 1)) * (wide - pad - 10);
    const py = (v) => top + tall - ((to(v) - low) / (high - low || 1)) * (tall - 20);
    const text = (x, y, t, more = `fill="${cssVar("--ink")}"`) => parts.push(`<text x="${x}" y="${y}" ${more}>${escaped(t)}</text>`);
    text(pad, top, plot.name, `font-weight="bold" fill="${cssVar("--ink")}"`);
    for (const v of log ? decades(10 ** low, 10 ** high) : [0, 1, 2, 3, 4].map((i) => low + (i / 4) * (high - low))) {
      const y = py(v).toFixed(1), floor = zeros && plot.decade(v) === "0";
      parts.push(`<path d="M${pad} ${y}H${wide - 10}" stroke="${cssVar(floor ? "--soft" : "--grid")}"${floor ? ' stroke-dasharray="4 4"' : ""}/>`);
      text(pad - 6, +y + 4, log ? plot.decade(v) : plot.format(v), `text-anchor="end" fill="${cssVar("--soft")}"`);
      if (floor) text(pad + 8, y - 7, "exactly 0", `fill="${cssVar("--soft")}"`);
    }
    text(pad, top + tall + 16, `${plot.options.x} ${first} to ${last}`);
    plot.series.forEach((s, i) => {
      let d = "", pen = "M";
      s.values.forEach((v, j) => {
        if (place(v) === null) { pen = "M"; return; }
        d += `${pen}${px(plot.x[j]).toFixed(1)} ${py(place(v)).toFixed(1)}`;
        pen = "L";
      });
      const paint = s.plain ? cssVar("--soft") : colour(s.run);
      parts.push(`<path d="${d}" fill="none" stroke="${paint}" stroke-width="2" stroke-dasharray="${(s.dash ?? PATTERNS[s.run]).join(" ")}"/>`);
      text(wide + 4, top + 34 + 18 * i, s.name, `fill="${paint}"`);
    });
    for (const end of endsOf(plot.ending(), plot.x, place, log ? 10 ** low : low, px, py)) {
      parts.push(`<path d="M${(end.x - 4.5).toFixed(1)} ${(end.y - 4.5).toFixed(1)}l9 9m-9 0l9 -9" stroke="${colour(end.run)}" stroke-width="2.5"/>`);
    }
  });
  const height = plots.length * (tall + 50) + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="${height}" font-family="sans-serif" font-size="12">`
    + `<rect width="900" height="${height}" fill="${cssVar("--card")}"/>${parts.join("")}</svg>\n`;
}
function png() {
  return new Promise((resolve, reject) => {
    const image = new Image(), url = URL.createObjectURL(new Blob([svg()], {type: "image/svg+xml"}));
    image.onload = () => {
      const canvas = element("canvas", {width: 2 * image.width, height: 2 * image.height});
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob(resolve, "image/png");
    };
    image.onerror = () => reject(new Error("the charts could not be drawn"));
    image.src = url;
  });
}

const shares = {
  async link() {
    const link = location.href.split("#")[0] + addressOf(state);
    try {
      await navigator.clipboard.writeText(link);
      tell("The link is copied.");
    } catch { tell("Copy it from here: " + link); }
  },
  async csv() { save("outset-run.csv", "text/csv", await ask("csv", [chosen])); },
  async json() { save("outset-run.json", "application/json", runJson()); },
  async svg() { save("outset-charts.svg", "image/svg+xml", svg()); },
  async png() { save("outset-charts.png", "image/png", await png()); },
  async safetensors() { save("outset-weights.safetensors", "application/octet-stream", ...await safetensors()); },
  async cpp() { save("outset-run.cpp", "text/plain", await ask("program", [chosen])); },
};
function wireShare() {
  byId("share").addEventListener("click", ({target}) => {
    const what = target.dataset?.share;
    if (what && (now || what === "link")) shares[what]().catch((error) => tell(error.message));
  });
}
