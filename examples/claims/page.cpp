// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "page.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>
#include <stdexcept>

#include "parts/page.hpp"
#include "parts/replace_file.hpp"
#include "report_page.hpp"
#include "svg.hpp"

namespace claims {
namespace {

std::string element(const std::string& tag, const std::string& text) {
  return "<" + tag + ">" + escaped(text) + "</" + tag.substr(0, tag.find(' ')) + ">";
}

const char* kind(bool holds) { return holds ? "holds" : "fails"; }

std::string head(const std::vector<std::string>& names) {
  std::string row = "<tr>";
  for (const std::string& name : names) row += element("th", name);
  return row + "</tr>\n";
}

// A row per x, a column per line.
std::string values(const Chart& chart) {
  std::set<double> all;
  std::vector<std::string> names{chart.x_name};
  for (const Line& line : chart.lines) {
    all.insert(line.x.begin(), line.x.end());
    names.push_back(line.name);
  }
  std::string rows = head(names);
  for (const double x : all) {
    rows += "<tr>" + element("td", shown(x));
    for (const Line& line : chart.lines) {
      const auto at =
          std::find_if(line.x.begin(), line.x.end(), [&](double v) { return !(v < x || v > x); });
      std::string text;
      if (at != line.x.end()) {
        const auto i = static_cast<std::size_t>(at - line.x.begin());
        text = shown(line.y[i], chart.percent);
        if (i < line.error.size() && std::isfinite(line.error[i]))
          text += " \u00B1 " + shown(line.error[i], chart.percent);
      }
      rows += element("td", text);
    }
    rows += "</tr>\n";
  }
  return rows;
}

std::string values(const Heat& heat) {
  std::vector<std::string> names{heat.y_name + " \\ " + heat.x_name};
  for (const double x : heat.x) names.push_back(shown(x));
  std::string rows = head(names);
  for (std::size_t j = heat.y.size(); j-- > 0;) {
    rows += "<tr>" + element("th", shown(heat.y[j]));
    for (std::size_t i = 0; i < heat.x.size(); ++i) {
      const double v = heat.values(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i));
      rows += element("td", shown(v, true));
    }
    rows += "</tr>\n";
  }
  return rows;
}

std::string values(const Strip& strip) {
  std::vector<std::string> names{""};
  names.insert(names.end(), strip.columns.begin(), strip.columns.end());
  std::string rows = head(names);
  for (std::size_t i = 0; i < strip.rows.size(); ++i) {
    rows += "<tr>" + element("th", strip.rows[i]);
    for (const std::string& note : strip.notes[i]) rows += element("td", note);
    rows += "</tr>\n";
  }
  return rows;
}

std::string figure(const Picture& picture) {
  return "<figure><figcaption>" + escaped(title_of(picture)) + "</figcaption>\n" + svg(picture) +
         "<details class=\"values\"><summary>values</summary><table>\n" +
         std::visit([](const auto& p) { return values(p); }, picture) +
         "</table></details></figure>\n";
}

std::string section(const Checked& c) {
  const Result& r = c.result;
  const std::string name = c.claim.name;
  std::string out = "<section id=\"" + name + "\"><h2>" + escaped(c.claim.title) + "</h2>\n";
  out += "<dl>" + element("dt", "claim") + element("dd", r.claim) + element("dt", "source") +
         element("dd", r.paper) + element("dt", "checked") + element("dd", r.setting) +
         "</dl>\n<p><span class=\"" + kind(r.holds()) + "\">" +
         (r.holds() ? "holds here" : "does not hold here, or not in full") +
         "</span></p>\n<ul class=\"findings\">\n";
  for (const Finding& f : r.findings) {
    out += element(std::string("li class=\"") + kind(f.holds) + "\"", f.text) + "\n";
  }
  out += "</ul>\n";
  if (!r.note.empty()) out += element("p", r.note) + "\n";
  out += "<div class=\"pair\">\n";
  for (const Picture& p : r.pictures) out += figure(p);
  out += "</div>\n";
  for (const Table& t : r.tables) {
    out += element("p", t.title + ":") + "<pre class=\"text-table\">" +
           escaped(examples::aligned(t.heads, t.rows)) + "</pre>\n";
  }
  return out + "</section>\n";
}

std::string page_template() {
  return std::string(reinterpret_cast<const char*>(report_page), sizeof report_page);
}

}  // namespace

std::string page(const std::vector<Checked>& all, const std::string& command) {
  std::string body = "<table id=\"claims\" class=\"numbers\"><tbody>\n";
  for (const Checked& c : all) {
    body += "<tr><th><a href=\"#" + std::string(c.claim.name) + "\">" + c.claim.name + "</a></th>" +
            element("td", c.claim.title) + "<td class=\"" + kind(c.result.holds()) + "\">" +
            (c.result.holds() ? "holds" : "not in full") + "</td>" + "</tr>\n";
  }
  body += "</tbody></table>\n<main>\n";
  for (const Checked& c : all) body += section(c);
  body += "</main>\n<footer><p>Made by outset with</p><pre>" + escaped(command) +
          "</pre><p>Training is exact, so the same command gives the same figures on every machine."
          "</p></footer>\n";
  return examples::with_data(page_template(), body);
}

void write_pictures(const std::vector<Checked>& all, const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (const Checked& c : all) {
    int number = 0;
    for (const Picture& p : c.result.pictures) {
      const std::string name = std::string(c.claim.name) + "-" + std::to_string(++number) + ".svg";
      examples::replace_file("--svg", (std::filesystem::path(folder) / name).string(),
                             svg_file(p, page_template()));
    }
  }
}

void publish(const std::vector<Checked>& all, const std::string& svg, const std::string& out,
             const std::string& command) {
  if (!svg.empty()) write_pictures(all, svg);
  if (out.empty()) return;
  examples::replace_file("--out", out, page(all, command));
  std::cerr << examples::how_to_open("page", out);
}

}  // namespace claims
