// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// All functions of outset::compiled that are no fills: Shapes, laws, texts, errors.

#define OUTSET_LIBRARY 2
#include "outset/outset.hpp"

extern "C" {
__attribute__((visibility("hidden"))) extern const char outset_header_only_and_compiled_are_mixed;
const char outset_header_only_and_compiled_are_mixed = 0;
extern const char outset_compiled_is_linked;
const char outset_compiled_is_linked = 0;
}

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

template bool is_elementwise<void>(const Forgotten&);
template Distribution distribution_of<void>(const Forgotten&, const Shape&);
template bool equal<void>(const Forgotten&, const Forgotten&);
template std::string text_of<void>(const Forgotten&);
template int parse_initializer<void>(std::string_view, void*);
template std::vector<std::string> initializer_texts<void>();

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
