// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of any_initializer.hpp.

#include <cstddef>

#include "outset/registry/arguments.hpp"
#include "outset/registry/synonyms.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The line of a name, or an error with the names that may be meant.
template <class Tag>
OUTSET_COLD int line_named(std::string_view text) {
  constexpr std::size_t count = std::size(registry<Tag>.lines);
  std::string_view names[2 * count];
  std::size_t size = 0;
  for (std::size_t i = 0; i < 2; ++i) {  // aliases stand behind all names
    for (std::size_t line = 0; line < count; ++line) {
      const std::string_view name = registry<Tag>.lines[line].names[i];
      if (name.empty()) continue;
      if (same_word(name, text)) return static_cast<int>(line);
      names[size++] = name;
    }
  }
  fail({"initializer: no initializer ", Piece::quoted(text),
        suggestion(text, Words(names, size), initializer_synonyms, count)});
}

/// An elementwise AnyInitializer, as an initializer whose name only the run knows.
struct AnyElementwise {
  const char* name;
  const Known& known;
  const void* options;

  Distribution distribution(const Shape& shape) const { return known.distribution(options, shape); }
};
inline bool needs_shape(const AnyElementwise& init) { return init.known.needs_shape; }

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

template <class Tag>
bool is_elementwise(const Forgotten& any) {
  return detail::registry<Tag>.lines[any.line].distribution != nullptr;
}

template <class Tag>
Distribution distribution_of(const Forgotten& any, const Shape& shape) {
  const detail::Known& known = detail::registry<Tag>.lines[any.line];
  if (known.distribution == nullptr) {
    fail({known.type_name, ": has no distribution of single elements"});
  }
  return known.distribution(any.init, shape);
}

template <class Tag>
bool equal(const Forgotten& a, const Forgotten& b) {
  for (const detail::Option& option : detail::registry<Tag>.lines[a.line].options) {
    if (!detail::equal_values(option, a.init, b.init)) return false;
  }
  return true;
}

template <class Tag>
std::string text_of(const Forgotten& any) {
  const detail::Known& known = detail::registry<Tag>.lines[any.line];
  alignas(double) unsigned char defaults[detail::largest_initializer];
  known.construct(defaults);
  return detail::show_call(known.names[0], detail::show_options(known.options, any.init, defaults));
}

template <class Tag>
int parse_initializer(std::string_view text, void* init) {
  const auto call = detail::parse_call<Tag>(text);
  const int line = detail::line_named<Tag>(call.head);
  const detail::Known& known = detail::registry<Tag>.lines[line];
  known.construct(init);
  detail::ArgumentReader<Tag>(known.names[0], known.ways, known.options, init).read(call);
  detail::refuse_by_text(
      call.text, [&] { detail::in_standard_mode([&] { detail::validate_options(known, init); }); });
  return line;
}

template <class Tag>
std::vector<std::string> initializer_texts() {
  decltype(initializer_texts<Tag>()) list;
  for (const detail::Known& known : detail::registry<Tag>.lines) {
    alignas(double) unsigned char defaults[detail::largest_initializer];
    known.construct(defaults);
    const std::string options = detail::show_options(known.options, defaults, nullptr);
    for (const std::string_view name : known.names) {
      list.push_back(detail::show_call(name, options));
    }
  }
  return list;
}

template <class Tag, class Scalar>
void fill_own(const BasicAnyInitializer<Tag>& any, const Target<Scalar>& target, Rng& rng,
              const ExecutorRef& executor) {
  const Forgotten forgotten = any.forgotten();
  const detail::Known& known = detail::registry<Tag>.lines[forgotten.line];
  if (known.distribution != nullptr) {
    if (known.needs_shape && target.is_vector && target.shape == nullptr) {
      fail({known.type_name,
            ": W is a vector, whose fans are not known: fill a bias with Zeros, or pass a Shape "
            "such as bias_of(layer)"});
    }
    detail::fill_target(detail::AnyElementwise{known.type_name, known, forgotten.init}, target, rng,
                        executor);
    return;
  }
  any.visit([&](const auto& init) {
    if constexpr (!detail::Elementwise<std::remove_cvref_t<decltype(init)>>) {
      detail::fill_target(init, target, rng, executor);
    }
  });
}

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
