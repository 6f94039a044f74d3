// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "svg.hpp"

#include <cmath>

#include "parts/format.hpp"

namespace claims {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else
      out += c;
  }
  return out;
}

std::string shown(double value, bool percent) {
  if (!std::isfinite(value)) return "not finite";
  return percent ? examples::format("%.1f %%", 100 * value) : examples::short_number(value);
}

std::string svg(const Picture& picture) {
  return std::visit([](const auto& p) { return draw(p); }, picture);
}

std::string title_of(const Picture& picture) {
  return std::visit([](const auto& p) { return p.title; }, picture);
}

std::string svg_file(const Picture& picture, std::string_view style) {
  std::string out = svg(picture);
  std::string_view rest = style.substr(style.find(":root"));
  rest = rest.substr(0, rest.find('}'));
  for (std::size_t at = rest.find("--"); at != rest.npos; at = rest.find("--", at + 2)) {
    const std::size_t colon = rest.find(':', at), end = rest.find(';', at);
    const std::string name = "var(" + std::string(rest.substr(at, colon - at)) + ")";
    const std::string value(rest.substr(colon + 2, end - colon - 2));
    for (std::size_t i = out.find(name); i != out.npos; i = out.find(name)) {
      out.replace(i, name.size(), value);
    }
  }
  for (std::size_t i = out.find(" data-tip="); i != out.npos; i = out.find(" data-tip=")) {
    out.erase(i, out.find('"', i + 11) + 1 - i);
  }
  const std::size_t head = out.find('>');
  out.insert(head + 1, "\n<title>" + escaped(title_of(picture)) + "</title>");
  return out.insert(head,
                    " font-family=\"Helvetica, Arial, sans-serif\" style=\"background: #fff\"");
}

}  // namespace claims
