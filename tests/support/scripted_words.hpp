// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A random source that returns the words of a script and counts them: tests feed chosen words to a
// map, and check how many words it took.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

// A std::uniform_random_bit_generator; asking for more than the script holds throws
// std::out_of_range, because a test that takes more words than its script has is wrong.
template <class Word = std::uint32_t>
class ScriptedWords {
 public:
  using result_type = Word;
  static constexpr Word min() { return 0; }
  static constexpr Word max() { return std::numeric_limits<Word>::max(); }

  ScriptedWords(std::initializer_list<Word> words) : words_(words) {}
  explicit ScriptedWords(std::vector<Word> words) : words_(std::move(words)) {}

  Word operator()() {
    if (calls_ == words_.size()) throw std::out_of_range("ScriptedWords: the script is over");
    return words_[calls_++];
  }

  std::size_t calls() const { return calls_; }
  bool over() const { return calls_ == words_.size(); }

 private:
  std::vector<Word> words_;
  std::size_t calls_ = 0;
};
