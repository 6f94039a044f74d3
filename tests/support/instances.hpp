// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What every test that fills a matrix would compile for itself, kernels and matrix products and
// all: declared here, compiled once, in instances_*.cpp. It stands in the precompiled header; only
// the time that the tests take to compile depends on it.

#include <Eigen/Core>
#include <complex>

#include "outset/outset.hpp"

#define OUTSET_TEST_KERNEL(prefix, Element, ...)                           \
  prefix template outset::simd::Kernel<Element, outset::simd::__VA_ARGS__> \
  outset::simd::kernel<Element, outset::simd::__VA_ARGS__>();
#define OUTSET_TEST_KERNELS(prefix, Element, Real)             \
  OUTSET_TEST_KERNEL(prefix, Element, UniformParameters<Real>) \
  OUTSET_TEST_KERNEL(prefix, Element, NormalParameters<Real>)  \
  OUTSET_TEST_KERNEL(prefix, Element, TruncatedParameters<Real>)
#define OUTSET_TEST_REGISTRY(prefix)                                                        \
  prefix template class outset::BasicAnyInitializer<outset::detail::RegisteredInitializer>; \
  prefix template std::string outset::to_string(const outset::AnyInitializer&);
#define OUTSET_TEST_DRAW(prefix, Scalar, Distribution)                                     \
  prefix template void                                                                     \
  outset::detail::draw<Scalar, outset::Distribution, outset::DefaultExecutor>(             \
      const outset::Distribution&, const char*, const outset::View<Scalar>&, outset::Rng&, \
      const outset::Window&, const outset::DefaultExecutor&);
#define OUTSET_TEST_ANY(prefix, Scalar)                                                       \
  prefix template void outset::AnyInitializer::write<Scalar, outset::DefaultExecutor>(        \
      const outset::View<Scalar>&, bool, outset::Rng&, const outset::DefaultExecutor&) const; \
  prefix template void outset::AnyInitializer::write<Scalar, outset::DefaultExecutor>(        \
      const outset::View<Scalar>&, bool, const outset::Shape&, outset::Rng&,                  \
      const outset::DefaultExecutor&) const;
#define OUTSET_TEST_WRITE(prefix, Scalar, Init)                                             \
  prefix template void                                                                      \
  outset::detail::write_shaped<outset::Init, Scalar, outset::DefaultExecutor>(              \
      const outset::Init&, const outset::View<Scalar>&, const outset::Shape&, outset::Rng&, \
      const outset::DefaultExecutor&);

// `prefix` is extern, to declare, or nothing, to define.
#define OUTSET_TEST_INSTANCES(prefix, Scalar)        \
  OUTSET_TEST_DRAW(prefix, Scalar, Constant)         \
  OUTSET_TEST_DRAW(prefix, Scalar, Uniform)          \
  OUTSET_TEST_DRAW(prefix, Scalar, Normal)           \
  OUTSET_TEST_DRAW(prefix, Scalar, TruncatedNormal)  \
  OUTSET_TEST_DRAW(prefix, Scalar, Distribution)     \
  OUTSET_TEST_WRITE(prefix, Scalar, Orthogonal)      \
  OUTSET_TEST_WRITE(prefix, Scalar, DeltaOrthogonal) \
  OUTSET_TEST_WRITE(prefix, Scalar, Sparse)          \
  OUTSET_TEST_WRITE(prefix, Scalar, Identity)        \
  OUTSET_TEST_WRITE(prefix, Scalar, Dirac)           \
  OUTSET_TEST_ANY(prefix, Scalar)

OUTSET_TEST_KERNELS(extern, float, float)
OUTSET_TEST_KERNELS(extern, double, double)
OUTSET_TEST_KERNELS(extern, Eigen::half, float)
OUTSET_TEST_KERNELS(extern, Eigen::bfloat16, float)
OUTSET_TEST_REGISTRY(extern)
OUTSET_TEST_INSTANCES(extern, float)
OUTSET_TEST_INSTANCES(extern, double)
OUTSET_TEST_INSTANCES(extern, Eigen::half)
OUTSET_TEST_INSTANCES(extern, Eigen::bfloat16)
OUTSET_TEST_INSTANCES(extern, std::complex<float>)
OUTSET_TEST_INSTANCES(extern, std::complex<double>)
