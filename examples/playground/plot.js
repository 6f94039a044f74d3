// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// Line charts that change while nets train, on uPlot, with a table behind each and arrow keys that read
// values out. The report's marks.js and charts.js have their colours, numbers and axes.
"use strict";

const PATTERNS = [[], [8, 5], [3, 3], [12, 4, 2, 4]];  // of the contenders' lines
const ROWS = 25;  // of a table; large tables are slow for screen readers
const plots = [];

// Powers of ten from low to high, eight at most.
function decades(low, high) {
  const first = Math.round(Math.log10(low)), last = Math.round(Math.log10(high)), step = Math.ceil((last - first) / 7) || 1;
  return Array.from({length: Math.floor((last - first) / step) + 1}, (_, i) => 10 ** (first + i * step));
}

// Where a logarithmic axis shows an exact 0: a decade below the smallest other value. null: there is no 0.
function floorOf(values) {
  if (!values.includes(0)) return null;
  return 10 ** (Math.floor(Math.log10(Math.min(1, ...values.filter((v) => v > 0)))) - 1);
}

class Plot {
  // figure: its id. options: {x: the x axis' name, log, format, range, ends: null is a number that is not finite}
  constructor(figure, options) {
    this.figure = byId(figure);
    this.options = options;
    this.name = this.figure.querySelector("figcaption").firstChild.textContent.trim();
    this.host = element("div", {className: "chart", tabIndex: 0, attributes: {
      role: "img", "aria-label": `${this.name}. Arrow keys read values, the table below has all.`}});
    this.legend = element("div", {className: "key", attributes: {"aria-hidden": "true"}});
    this.table = element("table", {className: "numbers"});
    this.details = element("details", {}, element("summary", {textContent: "Table"}),
                           element("div", {className: "scroll", tabIndex: 0, attributes: {
                             role: "region", "aria-label": `${this.name}, table`}}, this.table));
    this.figure.append(this.host, this.legend, this.details);
    this.details.addEventListener("toggle", () => this.fillTable());
    this.host.addEventListener("keydown", (e) => this.key(e));
    this.x = [];
    this.series = [];
    this.floor = null;
    plots.push(this);
    new ResizeObserver(() => this.plot?.setSize({width: this.width(), height: this.plot.height})).observe(this.host);
  }
  // A value's height on the axis: an exact 0 lies on the floor of a logarithmic one.
  place(v) { return !this.options.log || v > 0 ? v : v === 0 ? this.floor : null; }
  // The name of a decade of a logarithmic axis.
  decade(v) { return this.floor !== null && v < 1.5 * this.floor ? "0" : power(Math.round(Math.log10(v))); }
  // The lines that end in a cross where a number is not finite.
  ending() { return this.options.ends ? this.series.filter((s) => !s.plain).map((s) => ({mean: s.values, run: s.run})) : []; }
  width() { return Math.max(this.host.clientWidth, 200); }
  format(v) { return v === null || v === undefined ? "–" : (this.options.format ?? number)(v); }

  // series: [{name, run, values, dash, plain}], run a contender's place; plain is drawn in grey
  set(x, series) {
    this.x = x;
    this.series = series;
    if (this.options.log) this.floor = floorOf(series.flatMap((s) => s.values));
    const data = [x, ...series.map((s) => s.values.map((v) => this.place(v)))];
    const key = series.map((s) => s.name + s.run + s.dash).join();
    if (key === this.key_) this.plot.setData(data);
    else this.build(key, data);
    if (this.details.open && performance.now() > (this.tableDue ?? 0)) {
      this.tableDue = performance.now() + 1000;
      this.fillTable();
    }
  }
  build(key, data) {
    this.plot?.destroy();
    this.key_ = key;
    const paint = (s) => (s.plain ? cssVar("--soft") : colour(s.run));
    const dash = (s) => s.dash ?? PATTERNS[s.run];
    this.paintLegend = () => this.legend.replaceChildren(...this.series.map((s) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      line.setAttribute("viewBox", "0 0 30 4");
      line.innerHTML = `<path d="M0 2H30" stroke="${paint(s)}" stroke-width="2.5" stroke-dasharray="${dash(s).join(" ")}"/>`;
      return element("span", {}, line, s.name);
    }));
    this.paintLegend();
    const few = this.options.x === "layer";
    this.plot = new uPlot({
      width: this.width(), height: 230, padding: [8, 14, 0, 0], legend: {show: false},
      scales: {x: {time: false}, y: this.options.log
        ? {distr: 3, range: (u, low, high) => [this.floor === null ? 10 ** Math.floor(Math.log10(low || 1e-3)) : this.floor / 1.5,
                                               10 ** Math.ceil(Math.log10((high || 1) * 1.001))]}
        : {range: this.options.range ?? ((u, low, high) => [0, (high || 1) * 1.05])}},
      axes: [axis(this.options.x, {size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500]}),
             axis(undefined, this.options.log
               ? {size: 52, filter: (u, splits) => splits, splits: (u) => decades(u.scales.y.min, u.scales.y.max),
                  values: (u, splits) => splits.map((v) => this.decade(v))}
               : {size: 52, values: (u, splits) => splits.map(this.options.tick ?? number)})],
      series: [{}, ...this.series.map((s) => ({
        label: s.name, stroke: () => paint(s), width: s.plain ? 1.5 : 2.25, dash: dash(s),
        points: {show: few && !s.plain, size: 5, stroke: () => paint(s), fill: () => paint(s)}}))],
      cursor: {drag: {x: false, y: false}, y: false, points: {size: 8}},
      plugins: [this.tip()],
      hooks: {draw: [(u) => {
        if (this.options.log && this.floor !== null) drawFloor(u, this.floor);
        drawEnds(u, this.ending(), this.x, (v) => this.place(v), u.scales.y.min);
      }]},
    }, data, this.host);
  }
  tip() {
    const box = element("div", {className: "tip"});
    return {hooks: {
      init: (u) => u.over.append(box),
      setCursor: (u) => {
        const {idx, left} = u.cursor;
        box.style.display = idx === null || idx === undefined || left < 0 ? "none" : "block";
        if (box.style.display === "none") return;
        box.replaceChildren(element("b", {textContent: `${this.options.x} ${this.x[idx]}`}),
                            ...this.series.map((s) => element("div", {textContent: `${s.name}: ${this.format(s.values[idx])}`})));
        const right = left > u.over.clientWidth / 2;
        box.style.left = right ? "" : left + 14 + "px";
        box.style.right = right ? u.over.clientWidth - left + 14 + "px" : "";
      }}};
  }
  key(event) {
    const last = this.x.length - 1;
    const to = {ArrowRight: this.at === undefined ? 0 : this.at + 1, ArrowLeft: this.at === undefined ? last : this.at - 1,
                Home: 0, End: last}[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.at = Math.max(0, Math.min(last, to));
    this.plot.setCursor({left: this.plot.valToPos(this.x[this.at], "x"), top: 10});
    say(`${this.options.x} ${this.x[this.at]}: ` + this.series.map((s) => `${s.name} ${this.format(s.values[this.at])}`).join(", "));
  }
  fillTable() {
    const stride = Math.ceil(this.x.length / ROWS) || 1;
    const rows = this.x.map((x, i) => i).filter((i) => i % stride === 0 || i === this.x.length - 1);
    const head = element("tr", {}, ...[this.options.x, ...this.series.map((s) => s.name)]
      .map((text) => element("th", {textContent: text, scope: "col"})));
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows.map((i) => element("tr", {},
      element("th", {textContent: this.x[i], scope: "row"}),
      ...this.series.map((s) => element("td", {textContent: this.format(s.values[i]), attributes: {"data-label": s.name}}))))));
  }
  redraw() {
    this.plot?.redraw(false);
    this.paintLegend?.();
  }
}

// For screen readers; the last of several texts in a moment.
let sayLater = 0;
function say(text) {
  clearTimeout(sayLater);
  sayLater = setTimeout(() => { byId("said").textContent = text; }, 150);
}

// Bars of counts about 0. The size in CSS pixels is asked once for all canvases, because each question
// lays the page out anew.
function drawHistogram(canvas, counts, run, size) {
  const ratio = devicePixelRatio, width = Math.round(size.width * ratio), height = Math.round(size.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const ctx = canvas.getContext("2d"), most = Math.max(...counts, 1), bar = width / counts.length;
  ctx.clearRect(0, 0, width, height);
  ctx.fillStyle = colour(run);
  counts.forEach((n, i) => {
    const tall = n > 0 ? Math.max(ratio, (n / most) * height) : 0;
    ctx.fillRect(i * bar, height - tall, Math.max(1, bar - ratio / 2), tall);
  });
}

// Bars of values 0 to 1, where 0.5 is zero: from the middle, or from below where none is negative.
function drawBars(canvas, values) {
  const ctx = canvas.getContext("2d"), {width, height} = canvas, bar = width / values.length, colours = classColours();
  const least = Math.min(0.5, ...values) < 0.5 ? 0 : 0.5, y = (v) => height * (1 - (v - least) / (1 - least));
  ctx.clearRect(0, 0, width, height);
  values.forEach((v, i) => {
    ctx.fillStyle = colours[v < 0.5 ? 0 : 1];
    ctx.fillRect(i * bar + 0.5, Math.min(y(v), y(0.5)), bar - 1, Math.abs(y(v) - y(0.5)));
  });
  ctx.fillStyle = cssVar("--soft");
  ctx.fillRect(0, Math.min(height - 1, Math.floor(y(0.5))), width, 1);
}

// A map of values 0 to 1 (or NaN, hatched) as colours between two.
const mapCanvas = document.createElement("canvas");
function drawMap(ctx, values, size, width, low, high, smooth = true) {
  mapCanvas.width = mapCanvas.height = size;
  const small = mapCanvas.getContext("2d"), image = small.createImageData(size, size);
  const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const a = rgb(low), b = rgb(high), paper = rgb(cssVar("--card"));
  values.forEach((v, i) => {
    const share = Math.abs(2 * v - 1) * 0.75, end = v < 0.5 ? a : b, at = 4 * i;
    const nan = Number.isNaN(v), line = (Math.floor(i / size) + i % size) % 4 === 0;
    for (let k = 0; k < 3; ++k) image.data[at + k] = nan ? (line ? 128 : paper[k]) : paper[k] + share * (end[k] - paper[k]);
    image.data[at + 3] = 255;
  });
  small.putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = smooth;
  ctx.drawImage(mapCanvas, 0, 0, width, width);
}
