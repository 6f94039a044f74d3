// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "text.hpp"

#include <sstream>

namespace claims {
namespace {

// The text in lines of at most 100 bytes, the second and later ones indented.
std::string wrapped(const std::string& text, const std::string& indent = "") {
  std::istringstream words(text);
  std::string lines, line, word;
  while (words >> word) {
    if (!line.empty() && line.size() + 1 + word.size() > 100) {
      lines += line + '\n';
      line = indent + word;
    } else {
      line += (line.empty() ? "" : " ") + word;
    }
  }
  return lines + line + '\n';
}

}  // namespace

std::string text(const Claim& claim, const Result& r) {
  std::string out = "## " + std::string(claim.name) + ": " + claim.title + "\n\n";
  out += wrapped("Claim: " + r.claim) + '\n';
  out += wrapped("Source: " + r.paper) + '\n';
  out += wrapped("Setting: " + r.setting) + '\n';
  for (const Table& table : r.tables) {
    out += wrapped(table.title + ":");
    out += "\n```\n" + examples::aligned(table.heads, table.rows) + "```\n\n";
  }
  for (const Finding& f : r.findings) {
    out += wrapped(std::string(f.holds ? "- holds: " : "- does not hold: ") + f.text, "  ");
  }
  out +=
      r.holds() ? "\nThe claim holds here.\n" : "\nThe claim does not hold here, or not in full.\n";
  if (!r.note.empty()) out += '\n' + wrapped(r.note);
  return out;
}

}  // namespace claims
