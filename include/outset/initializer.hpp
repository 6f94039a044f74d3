// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How a call of an initializer runs: check everything, take one stream, fill. An initializer is a
// plain aggregate of options with a `name`, OUTSET_CALL_OPERATORS, and one of these groups of
// functions:
//
// clang-format off
//   Distribution distribution(const Shape&) const   elementwise: a pure function of the shape
//   Distribution distribution() const               the same, where the shape does not matter
//
//   void validate(const Shape&) const               structured: throws on bad options for the shape
//   void validate_scalar<Scalar>() const            optional: throws on bad options for the scalar
//   void write(View, Shape, Stream) const           writes the whole matrix; may take the executor
//                                                   too, as a const ExecutorRef&
// clang-format on
//
// If a check throws, nothing has been written and the Rng has not moved. For an empty matrix
// nothing is written, but the call takes its stream, so that later weights do not depend on sizes.

#include <type_traits>
#include <utility>

#include "outset/call.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/executor.hpp"
#include "outset/structured.hpp"
#include "outset/target.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// A type that fills a matrix: init(W, rng).
template <class Init>
concept Initializer = requires(const Init& init, Eigen::MatrixXf& w, const Shape& shape, Rng& rng) {
  init(w, rng);
  init(w, shape, rng);
};

}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

/// Fills a target with one of outset's own initializers.
template <class Init, class Scalar>
void fill_own(const Init& init, const Target<Scalar>& target, Rng& rng,
              const ExecutorRef& executor);

/// Fills W, a window of a tensor, from a distribution; errors name `initializer`.
template <class Scalar, class D>
void fill_from(const D& distribution, const char* initializer, const View<Scalar>& w,
               const Window& window, Rng& rng, const ExecutorRef& executor,
               TileWriter<Scalar> by_tiles);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

template <class Scalar, class Init>
void validate_scalar(const Init& init) {
  if constexpr (requires { init.template validate_scalar<Scalar>(); }) {
    init.template validate_scalar<Scalar>();
  }
}

/// A Shape of so large fans that a gain that is too large for them is too large for any fans.
inline Shape shape_of_large_fans() { return dense(Index{1} << 15, Index{1} << 15); }

/// Refuses options that no fill accepts, whatever its shape and scalar.
template <class Init>
OUTSET_COLD void validate_options(const Init& init) {
  if constexpr (NeedsNoShape<Init>) {
    static_cast<void>(init.distribution());
  } else if constexpr (Elementwise<Init>) {
    static_cast<void>(init.distribution(shape_of_large_fans()));
  } else if constexpr (requires { init.validate(); }) {
    init.validate();
  } else {
    init.validate(dense(1, 1));
  }
}

/// What the elements are drawn from. The Sampler validates it. So an initializer that is a
/// distribution itself is returned as it is: its own distribution() would validate it a second
/// time.
template <class Init>
decltype(auto) distribution_of(const Init& init, const Shape& shape) {
  if constexpr (std::is_same_v<decltype(init.distribution(shape)), Init>) {
    return (init);
  } else {
    return init.distribution(shape);
  }
}

/// Whether an initializer's distribution depends on the Shape.
template <class Init>
constexpr bool needs_shape(const Init&) {
  return !NeedsNoShape<Init>;
}

template <class Init, class Scalar>
void fill_elementwise(const Init& init, const Target<Scalar>& target, Rng& rng,
                      const ExecutorRef& executor) {
  const Shape shape = shape_of(target);
  const View<Scalar> w = checked(init.name, target, shape);
  if (shape.size() == 0 && needs_shape(init)) {
    validate_options(init);
    rng.take();
    return;
  }
  library::fill_from<Scalar>(distribution_of(init, shape), init.name, w, shape.window(), rng,
                             executor, target.by_tiles);
}

/// The initializer without its type.
template <class Scalar, class Init>
Structured<Scalar> structured(const Init& init) {
  return {init.name, &init,
          [](const void* any, const Shape* shape) {
            const Init& own = *static_cast<const Init*>(any);
            shape == nullptr ? validate_options(own) : own.validate(*shape);
            validate_scalar<Scalar>(own);
          },
          [](const void* any, const View<Scalar>& w, const Shape& shape,
             const random::Stream& stream, const ExecutorRef& executor) {
            const Init& own = *static_cast<const Init*>(any);
            if constexpr (requires { own.write(w, shape, stream, executor); }) {
              own.write(w, shape, stream, executor);
            } else {
              own.write(w, shape, stream);
            }
          }};
}

/// Fills a target with an initializer.
template <class Init, class Scalar>
void fill_target(const Init& init, const Target<Scalar>& target, Rng& rng,
                 const ExecutorRef& executor) {
  if constexpr (Elementwise<Init>) {
    in_standard_mode([&] { fill_elementwise(init, target, rng, executor); });
  } else {
    const Structured<Scalar> any = structured<Scalar>(init);
    in_standard_mode([&] { fill_structured(any, target, rng, executor); });
  }
}

/// Whether outset::compiled has this initializer: OUTSET_LIBRARY_CALL_OPERATORS says so. (Of a
/// class that derives from one, it has not.)
template <class Init>
concept InLibrary = std::same_as<typename Init::InLibrary, Init>;

#if OUTSET_DEFINITIONS
template <class Scalar>
void write_tiles(const Fill<Scalar>& fill, const ExecutorRef& executor);
#endif

// Inlined into the caller: turns the caller's type of matrix into a View.
template <class Init, class M>
OUTSET_ALWAYS_INLINE void call(const Init& init, const ExecutorRef& executor, M& w,
                               const Shape* shape, Rng& rng) {
  using Storage = StorageOf<M>;
  if constexpr (Storage::is_sparse) {
    init.fill_sparse(w, shape, rng, executor);
  } else {
    using Scalar = typename Storage::Scalar;
    Target<Scalar> target{storage<M>::view(w), Storage::is_vector, shape, nullptr};
#if OUTSET_DEFINITIONS
    if constexpr (Storage::may_have_rows) target.by_tiles = &write_tiles<Scalar>;
#endif
    if constexpr (InLibrary<Init>) {
      fill_own(init, target, rng, executor);
    } else {
      fill_target(init, target, rng, executor);
    }
  }
}
template <class Init, class M>
OUTSET_ALWAYS_INLINE void call(const Init& init, const ExecutorRef& executor, M& w, Rng& rng) {
  if constexpr (StorageOf<M>::has_shape) {
    const Shape& shape = storage<M>::shape(w);
    call(init, executor, w, &shape, rng);
  } else {
    call(init, executor, w, nullptr, rng);
  }
}
template <class Init, class M>
OUTSET_ALWAYS_INLINE void call(const Init& init, const ExecutorRef& executor, M& w,
                               const Shape& shape, Rng& rng) {
  call(init, executor, w, &shape, rng);
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// The call operators of an initializer: init(W, rng) and init(W, shape, rng), run on `executor`,
/// and the deleted one for every other call. They are not in a base class, because Sparse{0.9,
/// 0.01} sets the options only of an aggregate without one.
#define OUTSET_CALL_OPERATORS_ON(Init, init, executor)                                    \
  template <class... Args>                                                                \
  requires ::outset::detail::CanFill<Init, Args...> OUTSET_ALWAYS_INLINE void operator()( \
      Args&&... args) const {                                                             \
    ::outset::detail::call(init, executor, args...);                                      \
  }                                                                                       \
  template <class... Args, class Why = ::outset::detail::WhyNot<Init, Args...>>           \
  requires(!::outset::detail::CanFill<Init, Args...>) void operator()(Args&&...) const = delete
#define OUTSET_CALL_OPERATORS(Init) \
  OUTSET_CALL_OPERATORS_ON(Init, *this, ::outset::DefaultExecutor{})

/// The same for an initializer that outset::compiled has, instantiated for all scalars.
#define OUTSET_LIBRARY_CALL_OPERATORS(Init) \
  using InLibrary = Init;                   \
  OUTSET_CALL_OPERATORS(Init)

/// An initializer whose large fills run on the caller's threads; made by `on`.
template <class Init, Executor E>
struct OnExecutor {
  Init init;
  E executor;

  OUTSET_CALL_OPERATORS_ON(Init, init, executor);
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// The same initializer, and the same numbers, on an executor: one callable (n, body) that calls
/// body(i) once for each i in [0, n). on(pool, HeNormal{})(W, rng). The calling thread alone fills
/// small matrices.
template <Executor E, Initializer Init>
OnExecutor<Init, E> on(E executor, const Init& init) {
  return {init, std::move(executor)};
}

}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/initializer.inl"
#endif
