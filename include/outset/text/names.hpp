// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Names by text: which spellings are the same name, and which names an unknown one may mean. The
// functions of this room are templates, so that files that read no texts do not compile them.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "outset/config.hpp"
#include "outset/error.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

/// A word as names are compared: in lower case, without underscores and without hyphens inside.
/// `HeNormal`, `he-normal` and PyTorch's `he_normal_` are `henormal`; `-relu` is no `relu`.
template <class = void>
OUTSET_COLD std::string plain(std::string_view name) {
  std::string result(name);
  std::size_t size = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool hyphen = name[i] == '-' && i > 0 && i + 1 < name.size() &&
                        is_letter_or_digit(name[i - 1]) && is_letter_or_digit(name[i + 1]);
    if (name[i] != '_' && !hyphen) result[size++] = to_lower(name[i]);
  }
  result.resize(size);
  return result;
}

/// Whether two words are spellings of one name.
template <class = void>
bool same_word(std::string_view a, std::string_view b) {
  return plain(a) == plain(b);
}

/// A list whose memory is the caller's. (std::span costs every file of the include more.)
template <class T>
class List {
 public:
  constexpr List() = default;
  constexpr List(const T* first, std::size_t size) : first_(first), size_(size) {}
  template <std::size_t n>
  constexpr List(const T (&all)[n]) : List(all, n) {}  // NOLINT: to be passed where one is taken
  template <class All>
  requires requires(const All& all) {
    { all.data() } -> std::convertible_to<const T*>;
    all.size();
  }
  constexpr List(const All& all) : List(all.data(), all.size()) {}  // NOLINT

  constexpr const T* begin() const { return first_; }
  constexpr const T* end() const { return first_ + size_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T& operator[](std::size_t i) const { return first_[i]; }
  /// The first `most`, or all if there are fewer.
  constexpr List first(std::size_t most) const { return {first_, most < size_ ? most : size_}; }

 private:
  const T* first_ = nullptr;
  std::size_t size_ = 0;
};
using Words = List<std::string_view>;

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into another, in
/// any case of letters (Damerau and Levenshtein's distance, no place edited twice). Words of more
/// than 40 letters are no names, and as far from each other as the longer one is long.
template <class = void>
OUTSET_COLD std::size_t edit_distance(std::string_view a, std::string_view b) {
  constexpr std::size_t longest = 40;
  if (a.size() > longest || b.size() > longest) return (std::max)(a.size(), b.size());
  std::size_t rows[3][longest + 1];  // of the table, the last three
  for (std::size_t i = 0; i <= a.size(); ++i) {
    std::size_t* const row = rows[i % 3];
    const std::size_t* const above = rows[(i + 2) % 3];
    const std::size_t* const two_above = rows[(i + 1) % 3];
    for (std::size_t j = 0; j <= b.size(); ++j) {
      row[j] = i + j;
      if (i == 0 || j == 0) continue;
      const auto alike = [&](std::size_t k, std::size_t l) {
        return to_lower(a[k - 1]) == to_lower(b[l - 1]);
      };
      row[j] =
          (std::min)(above[j - 1] + (alike(i, j) ? 0 : 1), 1 + (std::min)(above[j], row[j - 1]));
      if (i > 1 && j > 1 && alike(i, j - 1) && alike(i - 1, j)) {
        row[j] = (std::min)(row[j], two_above[j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

/// The known word nearest to a misspelt one; none if more than about a third of the letters would
/// be wrong.
template <class = void>
OUTSET_COLD std::string_view nearest_word(std::string_view name, Words known) {
  std::string_view nearest;
  std::size_t least = (std::max)(std::size_t{1}, (name.size() + 1) / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/// A word that other libraries use, and the names here that fit it: "xavier_uniform or
/// xavier_normal".
struct Synonym {
  std::string_view other;
  std::string_view names;
};

using Synonyms = List<Synonym>;

/// The names that fit a synonym, or nothing. The names of modules and endings such as Initializer
/// are left out: `jax.nn.relu` is relu, and `OrthogonalInitializer` is orthogonal.
template <class = void>
OUTSET_COLD std::string_view names_of_synonym(std::string_view name, Words known,
                                              Synonyms synonyms) {
  const std::string whole = plain(name);
  std::string_view rest = whole;
  rest.remove_prefix(rest.rfind('.') + 1);
  for (;;) {
    for (const std::string_view candidate : known) {
      if (rest == plain(candidate)) return candidate;
    }
    for (const Synonym& synonym : synonyms) {
      if (rest == plain(synonym.other)) return synonym.names;
    }
    const std::size_t before = rest.size();
    for (const std::string_view ending : {"initializer", "initialization", "init", "32"}) {
      if (rest.size() > ending.size() && rest.ends_with(ending)) {
        rest.remove_suffix(ending.size());
        break;
      }
    }
    if (rest.size() == before) return {};
  }
}

/// What an unknown word may mean, as the end of an error: the names that fit a synonym, else the
/// nearest known name, else all of them, or the first `listed`.
template <class = void>
OUTSET_COLD std::string suggestion(std::string_view name, Words known, Synonyms synonyms = {},
                                   std::size_t listed = ~std::size_t{0}) {
  const std::string_view names = names_of_synonym(name, known, synonyms);
  if (!names.empty()) return joined({"; write ", names});
  const std::string_view nearest = nearest_word(name, known);
  if (!nearest.empty()) return joined({"; the nearest known is ", Piece::quoted(nearest)});
  std::string text;
  for (const std::string_view candidate : known.first(listed)) {
    append(text, {text.empty() ? "; known are " : ", ", candidate});
  }
  return text;
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
