// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/text/names.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using namespace outset::detail;

TEST_CASE("same_word: case, underscores and hyphens inside make no other name") {
  for (const char* word : {"he_normal", "HeNormal", "He_Normal", "HE_NORMAL", "henormal",
                           "he_normal_", "_he_normal", "he-normal", "He-normal_"}) {
    CAPTURE(word);
    CHECK(same_word(word, "he_normal"));
    CHECK(same_word("he_normal", word));
  }
  for (const char* word : {"he normal", "he.normal", "he_norma", "-he_normal", "he_normal-",
                           "he--normal", "he_-normal", "", "h\xC3\xA9_normal"}) {
    CAPTURE(word);
    CHECK(!same_word(word, "he_normal"));
  }
  CHECK(same_word("LeakyReLU", "leaky_relu"));
  CHECK(same_word("leaky_re_lu", "leaky_relu"));
  CHECK(same_word("Torch.Tanh", "torch.tanh"));
  CHECK(!same_word("-relu", "relu"));
}

TEST_CASE("edit_distance: of letters inserted, deleted, replaced or swapped") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("saturday", "sunday") == 3);
  CHECK(edit_distance("flaw", "lawn") == 2);
  CHECK(edit_distance("same", "same") == 0);
  CHECK(edit_distance("gian", "gain") == 1);
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(edit_distance("ca", "abc") == 3);
  CHECK(edit_distance("Same", "sAME") == 0);
}

TEST_CASE("nearest_word: the first of the nearest, in any case of letters, if it is near") {
  const std::vector<std::string_view> known{"normal", "he_normal", "uniform"};
  CHECK(nearest_word("nromal", known) == "normal");
  CHECK(nearest_word("he_norml", known) == "he_normal");
  CHECK(nearest_word("HeNormal", known) == "he_normal");
  CHECK(nearest_word("UNIFORM", known) == "uniform");
  CHECK(nearest_word("x", {}).empty());
  for (const char* far_off : {"", "x", "he", "eye", "gaussian", "dormouse"}) {
    CAPTURE(far_off);
    CHECK(nearest_word(far_off, known).empty());
  }
  CHECK(nearest_word("sd", std::vector<std::string_view>{"mean", "std"}) == "std");
  CHECK(nearest_word("stdev", std::vector<std::string_view>{"mean", "std"}) == "std");
}

TEST_CASE("suggestion: synonyms before letters, and all names where nothing is near") {
  const std::vector<std::string_view> known{"ones", "linear", "torch.linear"};
  const Synonym synonyms[] = {{"eye", "ones or linear"}, {"unit_line", "linear"}};
  CHECK(suggestion("eye", known, synonyms) == "; write ones or linear");
  CHECK(suggestion("Eye_", known, synonyms) == "; write ones or linear");
  CHECK(suggestion("UnitLineInitializer", known, synonyms) == "; write linear");
  CHECK(suggestion("ones_init", known, synonyms) == "; write ones");
  CHECK(suggestion("ones32", known, synonyms) == "; write ones");
  CHECK(suggestion("jax.nn.linear", known, synonyms) == "; write linear");
  CHECK(suggestion("linaer", known, synonyms) == "; the nearest known is \"linear\"");
  for (const char* word : {"", ".", "init", "32", "initializer", "cauchy"}) {
    CAPTURE(word);
    CHECK(suggestion(word, known, synonyms) == "; known are ones, linear, torch.linear");
  }
  CHECK(suggestion("cauchy", known, synonyms, 2) == "; known are ones, linear");
  CHECK(suggestion("torch.linaer", known, {}, 2) == "; the nearest known is \"torch.linear\"");
  CHECK(suggestion("x", {}, synonyms).empty());
}
