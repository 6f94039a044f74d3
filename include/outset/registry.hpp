// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Initializers by text, for config files and command lines: `he_normal`, `he_normal(fan=out,
// gain=leaky_relu(0.1))`, `uniform(-0.1, 0.1)`. Values without a name come first and fill the
// options in their order. Case and underscores do not matter in a name: `HeNormal` is he_normal. A
// text that people write when they mean something else is refused, and so are options that no fill
// accepts. The table below is the only place that knows names and options by text: one line adds an
// initializer to all that this file does.

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/structured.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/text/options.hpp"
#include "outset/text/parse.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

// The first name is the one that it is printed with.
inline constexpr std::tuple registry{
    entry<Zeros>("zeros"),
    entry<Ones>("ones"),
    entry<Constant>("constant", option("value", &Constant::value)),
    entry<Uniform>("uniform", option("low", &Uniform::low), option("high", &Uniform::high))
        .alone("uniform(-|x|, |x|), or uniform(0, |x|)"),
    entry<Normal>("normal", option("mean", &Normal::mean), option("std", &Normal::std))
        .alone("normal(std=|x|), or normal(mean=x, std=0.01)"),
    entry<TruncatedNormal>(
        "truncated_normal", option("mean", &TruncatedNormal::mean),
        option("std", &TruncatedNormal::std), option("lower", &TruncatedNormal::lower),
        option("upper", &TruncatedNormal::upper), option("corrected", &TruncatedNormal::corrected))
        .alone("truncated_normal(std=|x|), or truncated_normal(mean=x, std=0.01)"),
    entry<VarianceScaling>("variance_scaling", option("scale", &VarianceScaling::scale),
                           option("fan", &VarianceScaling::fan),
                           option("family", &VarianceScaling::family)),
    entry<XavierUniform>({"xavier_uniform", "glorot_uniform"},
                         option("gain", &XavierUniform::gain)),
    entry<XavierNormal>({"xavier_normal", "glorot_normal"}, option("gain", &XavierNormal::gain)),
    entry<HeUniform>({"he_uniform", "kaiming_uniform"}, option("fan", &HeUniform::fan),
                     option("gain", &HeUniform::gain)),
    entry<HeNormal>({"he_normal", "kaiming_normal"}, option("fan", &HeNormal::fan),
                    option("gain", &HeNormal::gain)),
    entry<LecunUniform>("lecun_uniform"),
    entry<LecunNormal>("lecun_normal"),
    entry<Orthogonal>("orthogonal", option("gain", &Orthogonal::gain)),
    entry<DeltaOrthogonal>("delta_orthogonal", option("gain", &DeltaOrthogonal::gain)),
    entry<Sparse>("sparse", option("sparsity", &Sparse::sparsity), option("std", &Sparse::std)),
    entry<Identity>("identity", option("gain", &Identity::gain)),
    entry<Dirac>("dirac", option("groups", &Dirac::groups)),
};

// What others call them, for errors: PyTorch, Keras, JAX, Flux, Caffe, mlpack, DL4J, MXNet, Paddle.
inline constexpr Synonym initializer_synonyms[] = {
    {"const", "constant"},
    {"fill", "constant"},
    {"value", "constant"},
    {"random", "uniform or normal"},
    {"rand", "uniform"},
    {"random_uniform", "uniform"},
    {"gaussian", "normal"},
    {"gauss", "normal"},
    {"randn", "normal"},
    {"random_normal", "normal"},
    {"trunc_normal", "truncated_normal"},
    {"trunc_normal_tf", "truncated_normal"},
    {"truncnorm", "truncated_normal"},
    {"truncated", "truncated_normal"},
    {"truncated_gaussian", "truncated_normal"},
    {"var_scaling", "variance_scaling"},
    {"xavier", "xavier_uniform or xavier_normal"},
    {"glorot", "xavier_uniform or xavier_normal"},
    {"xavier_gaussian", "xavier_normal"},
    {"he", "he_uniform or he_normal"},
    {"kaiming", "he_uniform or he_normal"},
    {"msra", "he_normal or he_uniform"},
    {"msra_prelu", "he_normal or he_uniform"},
    {"relu", "he_normal or he_uniform"},
    {"relu_uniform", "he_uniform"},
    {"lecun", "lecun_uniform or lecun_normal"},
    {"xavier_fan_in", "lecun_normal"},
    {"ortho", "orthogonal"},
    {"orthonormal", "orthogonal"},
    {"haar", "orthogonal"},
    {"unitary", "orthogonal"},
    {"conv_orthogonal", "delta_orthogonal"},
    {"convolution_delta_orthogonal", "delta_orthogonal"},
    {"delta", "dirac or delta_orthogonal"},
    {"eye", "identity"},
    {"id", "identity"},
};

template <class Variant, class... Inits>
struct Collect {
  using type = Variant;
};
template <class... Known, class Init, class... Rest>
struct Collect<std::variant<Known...>, Init, Rest...>
    : Collect<std::conditional_t<(std::is_same_v<Known, Init> || ...), std::variant<Known...>,
                                 std::variant<Known..., Init>>,
              Rest...> {};

template <class... Entries>
auto collect(const std::tuple<Entries...>&) ->
    typename Collect<std::variant<>, typename Entries::Type...>::type;

/// A variant of every registered initializer.
using RegisteredInitializer = decltype(collect(registry));

template <class Init, class Variant>
inline constexpr bool is_alternative = false;
template <class Init, class... Inits>
inline constexpr bool is_alternative<Init, std::variant<Inits...>> = (std::is_same_v<Init, Inits> ||
                                                                      ...);

template <class Function>
constexpr void for_each_entry(Function&& function) {
  std::apply([&](const auto&... entries) { (function(entries), ...); }, registry);
}

/// The line of an initializer's type.
template <class Init>
constexpr const auto& entry_of() {
  constexpr std::size_t place = std::apply(
      [](const auto&... entries) {
        std::size_t i = 0;
        static_cast<void>(
            ((std::is_same_v<typename std::remove_cvref_t<decltype(entries)>::Type, Init> ||
              (++i, false)) ||
             ...));
        return i;
      },
      registry);
  return std::get<place>(registry);
}

}  // namespace detail

/// Whether all options are the same, as == of numbers says it.
template <class Init>
requires(detail::is_alternative<Init, detail::RegisteredInitializer>) bool operator==(
    const Init& a, const Init& b) {
  return std::apply(
      [&](const auto&... options) {
        return (detail::equal_values(a.*options.member, b.*options.member) && ...);
      },
      detail::entry_of<Init>().options);
}

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Any registered initializer as a value: what a text or a config file gives. Use it by the name
/// AnyInitializer; a template only so that files that do not use it do not compile it.
template <class Registered>
class BasicAnyInitializer {
 public:
  /// Zeros.
  OUTSET_KEYED BasicAnyInitializer() {}

  /// From a registered initializer.
  template <class Init>
  requires(detail::is_alternative<Init, Registered>) OUTSET_KEYED BasicAnyInitializer(
      const Init& init)  // NOLINT: a conversion on purpose, where a layer takes any
      : which_(std::in_place_type<Init>, init) {}

  template <class... Args>
  requires detail::CanFill<BasicAnyInitializer, Args...> OUTSET_ALWAYS_INLINE void operator()(
      Args&&... args) const {
    detail::call(*this, args...);
  }
  template <class... Args, class Why = detail::WhyNot<BasicAnyInitializer, Args...>>
  requires(!detail::CanFill<BasicAnyInitializer, Args...>) void operator()(Args&&...) const =
      delete;

  /// The same on an executor; `on(executor, any)` calls it.
  template <class M, Executor E>
  OUTSET_ALWAYS_INLINE void run(M& w, Rng& rng, const E& executor) const {
    using Storage = detail::StorageOf<M>;
    write(Storage::view(w), Storage::is_vector, rng, executor);
  }
  template <class M, Executor E>
  OUTSET_ALWAYS_INLINE void run(M& w, const Shape& shape, Rng& rng, const E& executor) const {
    using Storage = detail::StorageOf<M>;
    write(Storage::view(w), Storage::is_vector, shape, rng, executor);
  }

  /// What `run` is once W is a View: compiled once per scalar.
  template <class Scalar, Executor E>
  OUTSET_KEYED void write(const View<Scalar>& w, bool is_vector, Rng& rng,
                          const E& executor) const {
    std::visit(
        [&](const auto& init) {
          using Init = std::remove_cvref_t<decltype(init)>;
          if constexpr (detail::Elementwise<Init> && !detail::NeedsNoShape<Init>) {
            if (is_vector) {
              detail::fail({Init::name,
                            ": W is a vector, whose fans are not known: fill a bias with Zeros, or "
                            "pass a Shape such as dense(1, n)"});
            }
          }
          detail::write(init, w, rng, executor);
        },
        which_);
  }
  template <class Scalar, Executor E>
  OUTSET_KEYED void write(const View<Scalar>& w, bool is_vector, const Shape& shape, Rng& rng,
                          const E& executor) const {
    std::visit([&](const auto& init) { detail::write(init, w, is_vector, shape, rng, executor); },
               which_);
  }

  /// What the elements are drawn from; throws for Orthogonal and the other structured ones.
  OUTSET_KEYED Distribution distribution(const Shape& shape) const {
    return std::visit(
        [&](const auto& init) -> Distribution {
          using Init = std::remove_cvref_t<decltype(init)>;
          if constexpr (detail::Elementwise<Init>) {
            return init.distribution(shape);
          } else {
            detail::fail({Init::name, ": has no distribution of single elements"});
          }
        },
        which_);
  }

  /// Whether `distribution` gives one.
  OUTSET_KEYED bool elementwise() const {
    return std::visit(
        [](const auto& init) { return detail::Elementwise<std::remove_cvref_t<decltype(init)>>; },
        which_);
  }

  /// The initializer itself, whichever it is.
  template <class Visitor>
  OUTSET_KEYED decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), which_);
  }

  /// The same initializer with the same options.
  OUTSET_KEYED friend bool operator==(const BasicAnyInitializer& a, const BasicAnyInitializer& b) {
    return a.visit([&](const auto& init) {
      const auto* const other = std::get_if<std::remove_cvref_t<decltype(init)>>(&b.which_);
      return other != nullptr && init == *other;
    });
  }

  OUTSET_KEYED static BasicAnyInitializer parse(std::string_view text) {
    const detail::Call call = detail::parse_call(text);
    BasicAnyInitializer found;
    bool is_known = false;
    std::vector<std::string_view> names;
    std::vector<std::string_view> aliases;
    detail::for_each_entry([&](const auto& entry) {
      names.push_back(entry.names[0]);
      if (!entry.names[1].empty()) aliases.push_back(entry.names[1]);
      for (const std::string_view name : entry.names) {
        if (!name.empty() && detail::same_word(name, call.head)) {
          found = detail::read_entry(entry, call);
          is_known = true;
        }
      }
    });
    if (!is_known) {
      const std::size_t listed = names.size();
      names.insert(names.end(), aliases.begin(), aliases.end());
      detail::fail({"initializer: no initializer ", detail::in_quotes(call.head),
                    detail::suggestion(call.head, names, detail::initializer_synonyms, listed)});
    }
    detail::refuse_by_text(call.text, [&] {
      detail::in_standard_mode(
          [&] { found.visit([](const auto& init) { detail::validate_options(init); }); });
    });
    return found;
  }

  OUTSET_KEYED static std::vector<std::string> list() {
    std::vector<std::string> list;
    detail::for_each_entry([&](const auto& entry) {
      typename std::remove_cvref_t<decltype(entry)>::Type defaults{};
      const std::string options = detail::show_options(detail::slots_of(entry, defaults), {});
      for (const std::string_view name : entry.names) {
        if (!name.empty()) list.push_back(detail::show_call(name, options));
      }
    });
    return list;
  }

 private:
  Registered which_{};
};

using AnyInitializer = BasicAnyInitializer<detail::RegisteredInitializer>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

namespace detail {
template <class Registered>
inline constexpr bool decided_at_run_time<BasicAnyInitializer<Registered>> = true;
}

/// The initializer that a text names, such as "he_normal(fan=out, gain=relu)". Throws
/// std::invalid_argument on an unknown name or option, with those that may be meant; on a number
/// alone that may be either of two options, as in `normal(0.02)`, with both ways to write it; and
/// on options that no fill accepts.
template <std::convertible_to<std::string_view> Text>
AnyInitializer initializer(const Text& text) {
  return AnyInitializer::parse(text);
}

/// Text that `initializer` reads back to the same initializer: the name, and the options that are
/// not at their defaults.
template <class Init>
requires(detail::is_alternative<Init, detail::RegisteredInitializer>) std::string
    to_string(Init init) {
  Init defaults{};
  constexpr const auto& entry = detail::entry_of<Init>();
  return detail::show_call(entry.names[0], detail::show_options(detail::slots_of(entry, init),
                                                                detail::slots_of(entry, defaults)));
}

template <class Registered>
std::string to_string(const BasicAnyInitializer<Registered>& any) {
  return any.visit([](const auto& init) { return to_string(init); });
}

/// Every known initializer with its options and their defaults, such as `normal(mean=0, std=0.01)`:
/// for help texts.
template <class Any = AnyInitializer>
std::vector<std::string> initializer_list() {
  return Any::list();
}

}  // namespace OUTSET_ABI
}  // namespace outset
