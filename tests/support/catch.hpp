// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Catch2 in either major version: Debian 12 and Ubuntu 22.04 ship 2, the others 3. Tests include
// this header only, and write Approx, Contains, StartsWith... without a namespace.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
#else
#include <catch2/catch.hpp>
#include <string>
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
using Catch::Matchers::StartsWith;
#endif
