// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// report.sh appends this to the report's own scripts, in a frame 390 pixels wide on a dark screen. It
// tells the frame's parent what is wrong.
"use strict";

addEventListener("load", () => {
  const wrong = [];
  const must = (text, ok) => { if (!ok) wrong.push(text); };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const inside = (e) => { const r = e.getBoundingClientRect(); return r.width > 0 && r.left >= 0 && r.right <= innerWidth; };
  const unique = (list) => new Set(list).size === list.length;
  try {
    must("390 pixels wide", innerWidth === 390);
    must("nothing may be scrolled sideways", document.documentElement.scrollWidth <= innerWidth);
    must("a phone must show every legend entry", all("#legend button").length === 12 && all("#legend button").every(inside));
    const cells = all(".numbers td:not(.note)");
    must("a phone must show every cell of both tables", cells.length === 11 * 5 + 12 * 6 && cells.every((td) => inside(td.firstChild)));
    must("a phone must show each cell's heading", cells.every((td) => td.dataset.label && getComputedStyle(td, "::before").content.length > 4));

    must("legend entries must look pressable",
         all("#legend button").every((b) => getComputedStyle(b).boxShadow !== "none" && getComputedStyle(b).cursor === "pointer"));
    must("a legend entry must hide its lines, and show them again", (() => {
      const button = all("#legend button")[3], lines = charts.filter((c) => c.lines.some((l) => l.run === 3));
      const shown = () => lines.map((c) => c.plot.series[c.lines.find((l) => l.run === 3).indices[0]].show);
      button.click();
      const off = shown();
      button.click();
      return lines.length === 4 && off.every((s) => !s) && shown().every((s) => s);
    })());
    const dots = all("#legend svg.dot path");
    must("dots must be drawn, not backgrounds, which are not printed", dots.length === 12);
    must("no two contenders may have one colour", unique(dots.map((p) => p.getAttribute("fill"))));

    const findings = all("#findings li").map((li) => li.textContent);
    const about = (name, text) => findings.some((f) => f.includes(text) && f.includes(name));
    must("normal(std=1) diverged", about("normal(std=1)", "diverged in epoch 1, first in layer "));
    must("a run that diverged is not one that has not begun to learn", !about("normal(std=1)", "begun to learn"));
    must("the others may be", about("zeros", "begun to learn"));
    must("a large gradient must be named", about("normal(std=1)", "gradient explodes"));
    must("a large signal must be named", about("ones", "signal explodes"));
    must("a small gradient must be named", about("sparse", "hardly any gradient"));
    must("a small signal must be named", about("sparse", "hardly any signal"));
    must("why some lead must be said", about("he_normal", "factor of 1"));
    must("the legend must say who diverged", all("#legend button")[5].textContent.includes("diverged"));
    must("the table must say who diverged", all("#after .note").length === 1);
    must("best: he_normal, and not zeros", all("#after tr").some((tr) => tr.textContent.includes("he_normal") && tr.querySelector(".best"))
         && !all("#after tr").some((tr) => tr.textContent.includes("zeros") && tr.querySelector(".best")));

    const chart = (id) => charts.find((c) => c.host.id === id).plot;
    const histograms = charts.filter((c) => c.host.closest("#weights"));
    must("a histogram's axes must have names", histograms.length === 12
         && histograms.every((c) => c.plot.axes[0].label === "value of a weight" && c.plot.axes[1].label === "% of the weights"));
    must("no histogram may pass 100 %, nor zeros miss it",
         histograms.every((c) => c.plot.scales.y.max <= 106) && histograms[0].plot.scales.y.max === 106);
    for (const id of ["activations", "gradients"]) {
      const axis = chart(id).axes[0];
      must(`the last layer of ${id} is the logits`, axis.values(chart(id), [1, 8]).join() === "1,logits");
    }

    must("a cross is drawn whole after a dashed line", (() => {
      const u = chart("cost"), dashes = [], {stroke} = u.ctx;
      u.ctx.setLineDash([3, 3]);
      u.ctx.stroke = function (...path) { dashes.push(this.getLineDash().length); stroke.apply(this, path); };
      drawEnds(u, [{mean: [null], run: 0}], [0], (v) => v, u.scales.y.min);
      delete u.ctx.stroke;
      u.ctx.setLineDash([]);
      return dashes.join() === "0";
    })());

    const theme = () => document.documentElement.dataset.theme;
    must("this screen is dark", theme() === "dark");
    const before = chart("cost").width;
    dispatchEvent(new Event("beforeprint"));
    must("paper is light", theme() === "light");
    must("on paper charts are as wide as the page", chart("cost").width === 680);
    dispatchEvent(new Event("afterprint"));
    must("the screen is dark again, its charts as they were", theme() === "dark" && chart("cost").width === before);
  } catch (error) {
    wrong.push(String(error.stack));
  }
  parent.postMessage(wrong.length ? wrong.join("\n") : "all is well", "*");
});
