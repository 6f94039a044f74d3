// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Fills, kernels and matrix products, which every test that fills a matrix or trains a net would
// compile for itself: declared here, compiled once, in instances_*.cpp. The precompiled header
// includes this; it only makes the tests compile faster.

#include <Eigen/Core>
#include <complex>
#include <cstdint>
#include <string>
#include <string_view>

#include "outset/outset.hpp"
#include "outset/simd/elementwise.hpp"
#include "outset/simd/product.hpp"

#define OUTSET_TEST_KERNEL(prefix, Element, ...)                           \
  prefix template outset::simd::Kernel<Element, outset::simd::__VA_ARGS__> \
  outset::simd::kernel<Element, outset::simd::__VA_ARGS__>();
#define OUTSET_TEST_KERNELS(prefix, Element, Real)             \
  OUTSET_TEST_KERNEL(prefix, Element, UniformParameters<Real>) \
  OUTSET_TEST_KERNEL(prefix, Element, NormalParameters<Real>)  \
  OUTSET_TEST_KERNEL(prefix, Element, TruncatedParameters<Real>)
#define OUTSET_TEST_NET_FUNCTIONS(prefix, Real)                                             \
  prefix template const outset::simd::Elementwise<Real>& outset::simd::elementwise<Real>(); \
  prefix template outset::simd::PackedProduct<Real> outset::simd::packed_product<Real>();   \
  prefix template const outset::simd::ProductKernels<Real>&                                 \
  outset::simd::detail::product_kernels<Real>();
#define OUTSET_TEST_REGISTRY(prefix)                                                     \
  prefix template class outset::BasicAnyInitializer<void>;                               \
  prefix template int outset::library::parse_initializer<void>(std::string_view, void*); \
  prefix template std::string outset::library::text_of<void>(const outset::library::Forgotten&);
#define OUTSET_TEST_FILL(prefix, Scalar)                                                        \
  prefix template void outset::detail::fill<Scalar>(                                            \
      const outset::detail::Sampler<Scalar>&, const outset::View<Scalar>&,                      \
      const outset::random::Stream&, const outset::Window&, const outset::detail::ExecutorRef&, \
      outset::detail::TileWriter<Scalar>);                                                      \
  prefix template void outset::detail::write_tiles<Scalar>(const outset::detail::Fill<Scalar>&, \
                                                           const outset::detail::ExecutorRef&); \
  prefix template void outset::simd::transpose<Scalar>(const Scalar* const*, std::int64_t,      \
                                                       std::int64_t, Scalar*, std::int64_t, bool);
#define OUTSET_TEST_TARGET(prefix, Scalar, Init)                                \
  prefix template void outset::detail::fill_target(                             \
      const outset::Init&, const outset::detail::Target<Scalar>&, outset::Rng&, \
      const outset::detail::ExecutorRef&);

// `prefix` is extern, to declare, or nothing, to define.
#define OUTSET_TEST_INSTANCES(prefix, Scalar)                                             \
  OUTSET_TEST_FILL(prefix, Scalar)                                                        \
  OUTSET_TEST_TARGET(prefix, Scalar, Constant)                                            \
  OUTSET_TEST_TARGET(prefix, Scalar, Uniform)                                             \
  OUTSET_TEST_TARGET(prefix, Scalar, Normal)                                              \
  OUTSET_TEST_TARGET(prefix, Scalar, TruncatedNormal)                                     \
  OUTSET_TEST_TARGET(prefix, Scalar, HeNormal)                                            \
  OUTSET_TEST_TARGET(prefix, Scalar, VarianceScaling)                                     \
  OUTSET_TEST_TARGET(prefix, Scalar, Orthogonal)                                          \
  OUTSET_TEST_TARGET(prefix, Scalar, DeltaOrthogonal)                                     \
  OUTSET_TEST_TARGET(prefix, Scalar, Sparse)                                              \
  OUTSET_TEST_TARGET(prefix, Scalar, Identity)                                            \
  OUTSET_TEST_TARGET(prefix, Scalar, Dirac)                                               \
  prefix template void outset::library::fill_own(                                         \
      const outset::AnyInitializer&, const outset::detail::Target<Scalar>&, outset::Rng&, \
      const outset::detail::ExecutorRef&);

OUTSET_TEST_KERNELS(extern, float, float)
OUTSET_TEST_KERNELS(extern, double, double)
OUTSET_TEST_KERNELS(extern, Eigen::half, float)
OUTSET_TEST_KERNELS(extern, Eigen::bfloat16, float)
OUTSET_TEST_NET_FUNCTIONS(extern, float)
OUTSET_TEST_NET_FUNCTIONS(extern, double)
OUTSET_TEST_REGISTRY(extern)
OUTSET_TEST_INSTANCES(extern, float)
OUTSET_TEST_INSTANCES(extern, double)
OUTSET_TEST_INSTANCES(extern, Eigen::half)
OUTSET_TEST_INSTANCES(extern, Eigen::bfloat16)
OUTSET_TEST_INSTANCES(extern, std::complex<float>)
OUTSET_TEST_INSTANCES(extern, std::complex<double>)
