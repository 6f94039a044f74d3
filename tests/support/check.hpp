// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// CHECK, REQUIRE and their FALSE forms as one call of one function. Catch2's own macros put the
// code of the call, and of what an exception must undo, in every place, which takes a seventh of
// the tests' compile time. What a failure shows is the same.
//
// A system header, as Catch2's is: for g++, what its templates compare needs parentheses.

#if defined(__GNUC__)
#pragma GCC system_header
#endif

namespace checks {

#if defined(__GNUC__)
__attribute__((noinline))
#endif
inline void
check(const char* macro, const Catch::SourceLineInfo& line, const char* text,
      Catch::ResultDisposition::Flags flags, const Catch::ITransientExpression& expression) {
  Catch::AssertionHandler handler(macro, line, text, flags);
  handler.handleExpr(expression);
  handler.complete();
}

template <class T>
void check(const char* macro, const Catch::SourceLineInfo& line, const char* text,
           Catch::ResultDisposition::Flags flags, const Catch::ExprLhs<T>& expression) {
  check(macro, line, text, flags, expression.makeUnaryExpr());
}

}  // namespace checks

#undef CHECK
#undef CHECK_FALSE
#undef REQUIRE
#undef REQUIRE_FALSE
#define OUTSET_TEST_CHECK(macro, flags, ...)                           \
  ::checks::check(macro, CATCH_INTERNAL_LINEINFO, #__VA_ARGS__, flags, \
                  Catch::Decomposer() <= __VA_ARGS__)
#define CHECK(...) \
  OUTSET_TEST_CHECK("CHECK", Catch::ResultDisposition::ContinueOnFailure, __VA_ARGS__)
#define CHECK_FALSE(...)                                                                 \
  OUTSET_TEST_CHECK(                                                                     \
      "CHECK_FALSE",                                                                     \
      Catch::ResultDisposition::ContinueOnFailure | Catch::ResultDisposition::FalseTest, \
      __VA_ARGS__)
#define REQUIRE(...) OUTSET_TEST_CHECK("REQUIRE", Catch::ResultDisposition::Normal, __VA_ARGS__)
#define REQUIRE_FALSE(...)                                                                  \
  OUTSET_TEST_CHECK("REQUIRE_FALSE",                                                        \
                    Catch::ResultDisposition::Normal | Catch::ResultDisposition::FalseTest, \
                    __VA_ARGS__)
