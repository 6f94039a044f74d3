// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The report's charts, on uPlot: lines by epoch or layer, and a histogram beside its density. report.js
// says what is drawn where.
"use strict";

const charts = [];  // {plot, host, lines: [{run, indices}]}
const hidden = new Set();

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const power = (e) =>
  e === 0 ? "1" : "10" + (e < 0 ? "⁻" : "") + [...String(Math.abs(e))].map((d) => SUPERSCRIPT[d]).join("");
const percent = (v) => (100 * v).toFixed(1) + " %";
function number(v) {
  if (v === null || v === undefined) return "not finite";
  if (v === 0) return "0";
  const size = Math.abs(v);
  if (size >= 0.001 && size < 10000) return String(+v.toPrecision(3));
  const exponent = Math.floor(Math.log10(size));
  return (v / 10 ** exponent).toFixed(1) + "·" + power(exponent);
}

// A line that covers another one is dashed, so that the one below shows.
function dashesFor(series, low, high, log) {
  const place = (v) => (v === null ? NaN : log ? Math.log(Math.max(v, low)) : v);
  const span = log ? Math.log(high) - Math.log(low) : high - low;
  const apart = (a, b) =>
    a.mean.reduce((sum, v, i) => sum + Math.abs(place(v) - place(b.mean[i])), 0) / a.mean.length / span;
  return series.map((s, i) => DASHES[series.slice(0, i).filter((t) => apart(s, t) < 0.02).length % DASHES.length]);
}

function axis(label, extra) {
  return Object.assign({
    label, labelSize: 20, labelFont: "12px system-ui, sans-serif", font: "12px system-ui, sans-serif",
    stroke: () => cssVar("--soft"),
    grid: {stroke: () => cssVar("--grid"), width: 1},
    ticks: {stroke: () => cssVar("--grid"), width: 1, size: 4},
  }, extra);
}

function tooltip(format, xName, xText) {
  const box = document.createElement("div");
  box.className = "tip";
  const hide = () => { box.style.display = "none"; };
  function show(u) {
    const {idx, left, top} = u.cursor;
    if (idx === null || idx === undefined || left < 0) return hide();
    const rows = u.outsetLines.filter((l) => !hidden.has(l.run))
      .map((l) => ({run: l.run, name: l.name, value: l.exact[idx]}))
      .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
    box.textContent = "";
    box.append(Object.assign(document.createElement("b"), {textContent: xText ? xText(u.data[0][idx]) : `${xName} ${u.data[0][idx]}`}));
    const table = box.appendChild(document.createElement("table"));
    for (const row of rows) {
      const tr = table.insertRow();
      tr.insertCell().append(dot(row.run), " " + row.name);
      tr.insertCell().textContent = row.value === null ? "not finite" : format(row.value);
    }
    box.style.display = "block";
    const right = left > u.over.clientWidth / 2;
    box.style.left = right ? "" : left + 14 + "px";
    box.style.right = right ? u.over.clientWidth - left + 14 + "px" : "";
    box.style.top = Math.min(top, Math.max(0, u.over.clientHeight - box.offsetHeight)) + "px";
  }
  return {hooks: {init: (u) => { u.over.append(box); u.over.addEventListener("mouseleave", hide); }, setCursor: show}};
}

function mount(host, options, data, lines) {
  host.textContent = "";
  const width = Math.max(host.clientWidth, 200);
  const plot = new uPlot(Object.assign({width, legend: {show: false}}, options), data, host);
  plot.outsetLines = lines;
  const old = charts.findIndex((c) => c.host === host);
  if (old >= 0) charts.splice(old, 1)[0].plot.destroy();
  charts.push({plot, host, lines});
  for (const line of lines) if (hidden.has(line.run)) for (const i of line.indices) plot.setSeries(i, {show: false});
}

// spec: {x, xName, xText, xAxis, series: [{run, name, mean, se}], log, range, format, height}
function lineChart(host, spec) {
  const positive = spec.series.flatMap((s) => s.mean).filter((v) => v > 0);
  const zeros = spec.log && spec.series.some((s) => s.mean.some((v) => v === 0));
  let low, high;
  if (spec.log) {  // whole decades, and one more below for exact zeros
    low = 10 ** (Math.floor(Math.log10(Math.min(...positive, 1))) - (zeros ? 1 : 0));
    high = 10 ** Math.ceil(Math.log10(Math.max(...positive, low * 10)));
  } else {
    [low, high] = spec.range ?? [0, Math.max(...positive, 0) * 1.05 || 1];
  }
  const clamp = (v) => (v === null ? null : spec.log ? Math.max(v, low) : v);
  const dashes = dashesFor(spec.series, low, high, spec.log);

  const data = [spec.x], series = [{}], bands = [], lines = [];
  spec.series.forEach((s, i) => {
    const indices = [series.length];
    series.push({
      label: s.name, stroke: () => colour(s.run), width: 2.25, dash: dashes[i],
      points: {show: spec.x.length <= 40, size: 6, width: 1, stroke: () => colour(s.run), fill: () => colour(s.run),
               paths: pointsOf(s.run)},
    });
    data.push(s.mean.map(clamp));
    if (s.se) {
      for (const sign of [1, -1]) {
        indices.push(series.length);
        series.push({label: s.name, stroke: "transparent", width: 0, points: {show: false}});
        data.push(s.mean.map((m, k) => (m === null ? null : clamp(m + sign * s.se[k]))));
      }
      bands.push({series: [indices[1], indices[2]], fill: () => faded(colour(s.run), 0.16)});
    }
    lines.push({run: s.run, name: s.name, indices, exact: s.mean});
  });

  const decades = () => {
    const first = Math.round(Math.log10(low)), last = Math.round(Math.log10(high));
    const step = Math.max(1, Math.ceil((last - first) / 7));
    const out = [];
    for (let e = last; e >= first; e -= step) out.unshift(10 ** e);
    if (zeros && out[0] > low) out.unshift(low);
    return out;
  };
  const yAxis = spec.log
    ? {splits: decades, incrs: [high], size: 52, filter: (u, s) => s,
       values: (u, s) => s.map((v) => (zeros && v === low ? "0" : power(Math.round(Math.log10(v)))))}
    : {size: 52, values: (u, s) => s.map((v) => (spec.format === percent ? Math.round(100 * v) + " %" : number(v)))};
  mount(host, {
    height: spec.height ?? 300,
    padding: [8, spec.xAxis ? 22 : 12, 0, 0],
    scales: {
      x: {time: false, range: [spec.x[0], Math.max(spec.x[spec.x.length - 1], spec.x[0] + 1)]},
      y: spec.log ? {distr: 3, range: [zeros ? low / 1.5 : low, high]} : {range: [low, high]},
    },
    axes: [axis(spec.xName, {size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], ...spec.xAxis}), axis(undefined, yAxis)],
    series, bands,
    cursor: {drag: {x: false, y: false}, points: {size: 9}, y: false},
    plugins: [tooltip(spec.format ?? number, spec.xName, spec.xText)],
    hooks: {draw: [(u) => { if (zeros) drawFloor(u, low); drawEnds(u, spec.series, spec.x, clamp, low); }]},
  }, data, lines);
  return zeros;
}

// Draws the points of a series in the run's own shape.
function pointsOf(run) {
  return (u, series, first, last) => {
    const all = new Path2D(), one = new Path2D(shape(run)), size = 3.2 * devicePixelRatio;
    const scale = u.series[series].scale;
    for (let i = first; i <= last; ++i) {
      const y = u.data[series][i];
      if (y === null || y === undefined) continue;
      const at = new DOMMatrix().translate(u.valToPos(u.data[0][i], "x", true), u.valToPos(y, scale, true)).scale(size);
      all.addPath(one, at);
    }
    return {stroke: all, fill: all, clip: null, flags: 3};
  };
}

// Where lines end because the next number is not finite, as [{run, x, y}]; ends in one place lie side by
// side. A run without any finite number ends at the first x, at the lower end of the axis. toX and toY give
// a value's place in the picture, ratio the size of a pixel there.
function endsOf(series, x, place, low, toX, toY, ratio = 1) {
  const ends = [];
  for (const s of series) {
    const end = s.mean.findIndex((v) => v === null);
    if (end < 0 || hidden.has(s.run)) continue;
    const at = Math.max(0, end - 1), py = toY(end > 0 ? place(s.mean[at]) : low);
    let px = toX(x[at]) + 9 * ratio;
    while (ends.some((e) => Math.abs(e.x - px) < 12 * ratio && Math.abs(e.y - py) < 12 * ratio)) px += 13 * ratio;
    ends.push({run: s.run, x: px, y: py});
  }
  return ends;
}

// Draws a cross at each of these ends.
function drawEnds(u, series, x, place, low) {
  const {ctx} = u, ratio = devicePixelRatio, r = 4.5 * ratio;
  const toX = (v) => u.valToPos(v, "x", true), toY = (v) => u.valToPos(Math.min(v, u.scales.y.max), "y", true);
  for (const end of endsOf(series, x, place, low, toX, toY, ratio)) {
    ctx.save();
    ctx.setLineDash([]);  // uPlot leaves that of its last line
    ctx.strokeStyle = colour(end.run);
    ctx.lineWidth = 2.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(end.x - r, end.y - r);
    ctx.lineTo(end.x + r, end.y + r);
    ctx.moveTo(end.x - r, end.y + r);
    ctx.lineTo(end.x + r, end.y - r);
    ctx.stroke();
    ctx.restore();
  }
}

function drawFloor(u, low) {
  const {ctx, bbox} = u, y = u.valToPos(low, "y", true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = cssVar("--soft");
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.fillText("exactly 0", bbox.left + 8 * devicePixelRatio, y - 7 * devicePixelRatio);
  ctx.restore();
}

// hist: {grid: points, each `per`th of which is a bin's edge; start, end: % by bin; stated: % by grid
// point}. end and stated may be null.
function histogram(host, run, name, hist) {
  const per = hist.per, n = hist.grid.length;
  // A stepped line takes its height at a bin's left edge, and for the last bin also at the right edge.
  const steps = (d) => hist.grid.map((_, i) => (i % per === 0 ? d[Math.min(i / per, d.length - 1)] : undefined));
  const stepped = uPlot.paths.stepped({align: 1});
  const none = {points: {show: false}, spanGaps: true};
  const data = [hist.grid, steps(hist.start)];
  const series = [{}, {...none, label: "start", paths: stepped, stroke: () => faded(colour(run), 0.55), width: 1,
                       fill: () => faded(colour(run), 0.28)}];
  if (hist.end) {
    data.push(steps(hist.end));
    series.push({...none, label: "end", paths: stepped, stroke: () => cssVar("--soft"), width: 1.25});
  }
  if (hist.stated) {
    data.push(hist.stated);
    series.push({...none, label: "stated", stroke: () => colour(run), width: 2.25});
  }
  const top = Math.max(...hist.start, ...(hist.end ?? [0]), ...(hist.stated ?? [0])) * 1.06 || 1;
  mount(host, {
    height: 210, padding: [8, 18, 0, 0],
    scales: {x: {time: false, range: [hist.grid[0], hist.grid[n - 1]]}, y: {range: [0, top]}},
    axes: [axis("value of a weight", {size: 26, space: 60}), axis("% of the weights", {size: 40, space: 34})],
    series, cursor: {show: false},
  }, data, [{run: -1, name, indices: [], exact: []}]);
}

function setHidden(run, off) {
  if (off) hidden.add(run); else hidden.delete(run);
  for (const chart of charts)
    for (const line of chart.lines)
      if (line.run === run) for (const i of line.indices) chart.plot.setSeries(i, {show: !off});
}

function highlight(run) {  // null: no run
  for (const chart of charts) {
    for (const line of chart.lines)
      for (const i of line.indices) chart.plot.series[i].alpha = run === null || run === line.run ? 1 : 0.15;
    chart.plot.redraw(false);
  }
}

function restyle() { for (const chart of charts) chart.plot.redraw(false); }

// Makes every chart as wide as its place, or as wide as `widthOf` says.
function fit(widthOf = (host) => host.clientWidth) {
  for (const chart of charts) {
    const width = widthOf(chart.host);
    if (width > 0 && width !== chart.plot.width) chart.plot.setSize({width, height: chart.plot.height});
  }
}
let printing = false;
new ResizeObserver(() => { if (!printing) fit(); }).observe(document.body);
