// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The end of every backend's file: what dispatch.hpp asks of it, as one type. The backend's place
// in the build's chain is after those whose files were read before.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

struct Machine {
  using Lesser =
      decltype(last_machine(Place<most_machines>{}));  // what is taken where it cannot run
  static constexpr int place = Lesser::place + 1;
  static constexpr const char* name = OUTSET_BACKEND::name;

  static bool runs(const Processor& processor) { return OUTSET_BACKEND::runs(processor); }

  template <class Element, class Parameters>
  static Kernel<Element, Parameters> kernel() {
    return generate;
  }
  template <class Real>
  static const ProductKernels<Real>& products() {
    return product_kernels<Real>;
  }
  template <class Real>
  static PackedProduct<Real> packed_product() {
    return add_packed_product<Real>;
  }
  template <class Real>
  static const Elementwise<Real>& elementwise_functions() {
    return elementwise<Real>;
  }
  template <class Scalar>
  static Transpose<Scalar> transposing() {
    return transpose<Scalar>;
  }
};

}  // namespace OUTSET_BACKEND

OUTSET_BACKEND::Machine last_machine(Place<OUTSET_BACKEND::Machine::place>);  // never called

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset

// A test's own functions, which need the backend's macros.
#if defined(OUTSET_EACH_BACKEND)
#include OUTSET_EACH_BACKEND
#endif

#undef OUTSET_BACKEND  // the backend's namespace
#undef OUTSET_TARGET   // on each of its functions: the instructions that they may use
#undef OUTSET_OP       // on each of its operations: the target, and inlined always
#undef OUTSET_HIDE     // a statement that hides from the compiler how a vector was computed
// Those of x86.inl.
#undef OUTSET_REGISTER
#undef OUTSET_ANY
#undef OUTSET_UNARY
#undef OUTSET_BINARY
#undef OUTSET_TERNARY
#undef OUTSET_NARROW
#undef OUTSET_STREAMED
