// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "page.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "report_page.hpp"

namespace report {
namespace {

std::string escape(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string style_class(Whose whose) {
  return whose == Whose::own ? "own" : whose == Whose::peer ? "peer" : "limit";
}

std::string percent(double part) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f%%", 100 * part);
  return text;
}

std::string chart_html(const Chart& chart) {
  double longest = 0;
  for (const Bar& bar : chart.bars) {
    longest = (std::max)({longest, bar.figure.median, bar.goal});
  }
  std::string html = "<figure><figcaption>" + escape(chart.title) + "<small>" +
                     escape(chart.unit + (chart.note.empty() ? "" : "; " + chart.note)) +
                     "</small></figcaption>\n";
  std::string commands;
  for (const Bar& bar : chart.bars) {
    html += "<div class=\"row\" title=\"" + escape(bar.command) + "\"><span class=\"label\">" +
            escape(bar.label) + "</span><span class=\"track\"><span class=\"bar " +
            style_class(bar.whose) + "\" style=\"display:block;width:" +
            percent((std::max)(0.0, bar.figure.median) / longest) + "\"></span>";
    if (bar.goal > 0) {
      html += "<span class=\"goal\" style=\"left:" + percent(bar.goal / longest) + "\"></span>";
    }
    html += "</span><span class=\"value\">" + show(bar.figure.median) + " <small>" +
            escape(show_spread(bar.figure)) + "</small></span></div>\n";
    if (commands.find(bar.command + "\n") == std::string::npos) commands += bar.command + "\n";
  }
  return html + "<details><summary>Commands</summary><pre>" + escape(commands) +
         "</pre></details></figure>\n";
}

std::string goals_html(const std::vector<Verdict>& verdicts) {
  std::string missed;
  std::string rows;
  for (const Verdict& verdict : verdicts) {
    const std::string says = show(verdict);
    rows += "<tr><td>" + escape(verdict.what) + "</td><td>" + escape(verdict.goal) + "</td><td>" +
            show(verdict.reached.median) + " " + escape(show_spread(verdict.reached)) + "</td><td" +
            (says == "no" ? " class=\"no\"" : "") + ">" + says + "</td></tr>\n";
    if (says == "no") missed += (missed.empty() ? "" : "; ") + verdict.what;
  }
  return "<p>" +
         (missed.empty() ? "No goal was missed."
                         : "<span class=\"warning\">Not reached:</span> " + escape(missed) + ".") +
         "</p>\n<div class=\"scroll\"><table class=\"goals\"><thead><tr><th>What</th><th>Goal</th>"
         "<th>Measured</th><th>Reached</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string sections_html(const std::vector<Section>& sections) {
  std::string html;
  for (const Section& section : sections) {
    html += "<section><h2>" + escape(section.title) + "</h2>\n<p>" + escape(section.text) +
            "</p>\n<div class=\"charts\">\n";
    for (const Chart& chart : section.charts) html += chart_html(chart);
    html += "</div></section>\n";
  }
  return html;
}

std::string lead(const Results& results) {
  const std::string best = results.context("fill", "backend");
  const auto rate = [&](const std::string& fill) {
    const std::string name = fill + "/float/64MiB/" + best;
    return show(results.find("fill", name, "GB/s").median) + " GB/s (" +
           show(results.find("fill", name, "of_memset").median) + " of memset)";
  };
  std::string text = "On " + escape(results.context("fill", "processor")) +
                     ", one thread, 64 MiB of float with " + best + ": uniform " + rate("uniform") +
                     ", normal " + rate("normal") + ".";
  const double load = std::strtod(results.context("fill", "load").c_str(), nullptr);
  if (load > 0.5) {
    text += " <span class=\"warning\">The machine was not idle (load " + show(load) +
            " before the first program): these figures are for trying the report only.</span>";
  }
  return text;
}

std::string machine_html(const Results& results) {
  std::string html;
  for (const auto& [name, value] : machine(results)) {
    html += "<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>\n";
  }
  return html;
}

}  // namespace

std::string show(const Verdict& verdict) {
  if (verdict.order == Order::inconclusive) return "inconclusive";
  return verdict.order == Order::less ? "no" : "yes";
}

std::vector<std::pair<std::string, std::string>> machine(const Results& results) {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& [key, name] :
       {std::pair("processor", "Processor"), std::pair("cpus", "Cores"),
        std::pair("caches", "Caches"), std::pair("system", "System"),
        std::pair("load", "Load before"), std::pair("compiler", "Compiler"),
        std::pair("flags", "Flags"), std::pair("eigen", "Eigen"), std::pair("outset", "outset"),
        std::pair("backend", "Backend"), std::pair("backends", "Backends measured"),
        std::pair("date", "Date")}) {
    const std::string value = results.context("fill", key);
    if (!value.empty()) facts.emplace_back(name, value);
  }
  return facts;
}

std::string make_page(const Results& results) {
  std::string page(std::begin(report_page), std::end(report_page));
  const auto put = [&](const std::string& mark, const std::string& text) {
    const std::size_t at = page.find(mark);
    if (at == std::string::npos) throw std::runtime_error("the page has no mark " + mark);
    page.replace(at, mark.size(), text);
  };
  put("@OUTSET_LEAD@", lead(results));
  put("@OUTSET_GOALS@", goals_html(judge_goals(results)));
  put("@OUTSET_FIGURES@", sections_html(make_sections(results)));
  put("@OUTSET_MACHINE@", machine_html(results));
  put("@OUTSET_VERSION@", results.context("fill", "outset"));
  return page;
}

}  // namespace report
