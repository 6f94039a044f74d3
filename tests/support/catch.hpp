// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Catch2 in either major version: Debian 12 and Ubuntu 22.04 ship 2, the others 3. Tests include
// this header only, and write Approx, Contains, StartsWith... without a namespace.

#include <Eigen/Core>
#include <concepts>
#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
#else
#include <catch2/catch.hpp>
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
using Catch::Matchers::StartsWith;
#endif

/// A failed CHECK shows an Eigen object's size. Its elements would cost the instantiation of
/// Eigen's printing for every type that a test compares, up to an eighth of the time that a file
/// takes.
template <class T>
requires std::derived_from<T, Eigen::EigenBase<T>>
struct Catch::StringMaker<T> {
  static std::string convert(const T& object) {
    return std::to_string(object.rows()) + " x " + std::to_string(object.cols());
  }
};

#include "support/check.hpp"
