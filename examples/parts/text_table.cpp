// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "parts/text_table.hpp"

#include <algorithm>

namespace examples {
namespace {

constexpr std::size_t screen = 80;

// The columns that a text takes: its code points, not its bytes (the plus-minus sign has two).
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool left) {
  const std::string blank(width - (std::min)(width, columns(text)), ' ');
  return left ? text + blank : blank + text;
}

void add_line(std::string& text, const std::string& line) {
  text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

}  // namespace

std::string aligned(const std::vector<Column>& heads, const Rows& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    widths.push_back(columns(heads[i].name));
    for (const auto& row : rows) {
      if (i == 0 || row.size() == heads.size()) {
        widths[i] = (std::max)(widths[i], columns(row[i]));
      }
    }
  }
  const std::size_t least = (std::max)(columns(heads[0].name), columns(heads[0].group));
  widths[0] = (std::max)(widths[0], least);
  std::size_t gap = 2;
  const auto rest = [&] {
    std::size_t sum = 0;
    for (std::size_t i = 1; i < widths.size(); ++i) sum += gap + widths[i];
    return sum;
  };
  // One past the last column of the group that starts at i.
  const auto end_of = [&](std::size_t i) {
    std::size_t end = i + 1;
    while (end < heads.size() && !heads[i].group.empty() && heads[end].group == heads[i].group) {
      ++end;
    }
    return end;
  };
  const auto room = [&](std::size_t begin, std::size_t end) {
    std::size_t sum = gap * (end - begin - 1);
    for (std::size_t i = begin; i < end; ++i) sum += widths[i];
    return sum;
  };
  if (widths[0] + rest() > screen) gap = 1;
  for (std::size_t i = 1; i < heads.size(); i = end_of(i)) {
    const std::size_t needed = columns(heads[i].group), there = room(i, end_of(i));
    if (there < needed) widths[i] += needed - there;
  }
  if (widths[0] + rest() > screen) {
    widths[0] = (std::max)(least, screen - (std::min)(screen, rest()));
  }

  const std::string between(gap, ' ');
  std::string text, line = padded(heads[0].group, widths[0], true);
  for (std::size_t i = 1; i < heads.size(); i = end_of(i)) {
    line += between + padded(heads[i].group, room(i, end_of(i)), false);
  }
  if (line.find_first_not_of(' ') != line.npos) add_line(text, line);
  line = padded(heads[0].name, widths[0], true);
  for (std::size_t i = 1; i < heads.size(); ++i) {
    line += between + padded(heads[i].name, widths[i], false);
  }
  add_line(text, line);
  text += std::string((std::min)(screen, widths[0] + rest()), '-') + '\n';
  for (const auto& row : rows) {
    const bool spans = row.size() < heads.size();
    std::size_t indent = widths[0];
    line = padded(row[0], indent, true);
    if (spans && indent + gap + columns(row[1]) > screen) indent = 0;
    if (columns(row[0]) > indent) {
      add_line(text, row[0]);
      line = std::string(indent, ' ');
    }
    for (std::size_t i = 1; i < row.size(); ++i) {
      line += between + (spans ? row[i] : padded(row[i], widths[i], false));
    }
    add_line(text, line);
  }
  return text;
}

}  // namespace examples
