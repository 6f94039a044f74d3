// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Prints one SHA-256 over the weights of every distribution, scalar, storage order and many sizes.
// Every compiler, flag, backend and machine must print the same; matrix.sh compares them with
// stream_v1.sha256.
//
// clang-format off
//   bits [--parts] [--backend] [--training <examples/data/digits.csv]
//
//   --parts     prints a line for each part first, to find a difference
//   --backend   prints the backend that ran before everything else
//   --training  prints the hash of whole training runs too (training.sha256)
// clang-format on
//
// A second hash is that of Orthogonal and DeltaOrthogonal, so that a change of theirs shows apart.
//
// It needs no exceptions, no iostreams and no 64-bit Index: it runs on 32 bits and in WebAssembly.

#include <Eigen/SparseCore>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "bits/training.hpp"
#include "outset/gain.hpp"
#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/rng.hpp"
#include "outset/simd/dispatch.hpp"
#include "outset/slice.hpp"
#include "support/sha256.hpp"

namespace {

using Eigen::Dynamic;
using Eigen::Index;
using outset::Rng;
using outset::Shape;

template <class Scalar>
using Columns = Eigen::Matrix<Scalar, Dynamic, Dynamic>;
template <class Scalar>
using Rows = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;

void add(Sha256& hash, float x) { hash.add_number(std::bit_cast<std::uint32_t>(x)); }
void add(Sha256& hash, double x) { hash.add_number(std::bit_cast<std::uint64_t>(x)); }
void add(Sha256& hash, Eigen::half x) {
  hash.add_number(Eigen::numext::bit_cast<std::uint16_t>(x));
}
void add(Sha256& hash, Eigen::bfloat16 x) {
  hash.add_number(Eigen::numext::bit_cast<std::uint16_t>(x));
}
template <class Real>
void add(Sha256& hash, const std::complex<Real>& x) {
  add(hash, x.real());
  add(hash, x.imag());
}
template <class Derived>
void add(Sha256& hash, const Eigen::DenseBase<Derived>& w) {  // by logical index
  hash.add_number(static_cast<std::uint32_t>(w.rows()));
  hash.add_number(static_cast<std::uint32_t>(w.cols()));
  for (Index j = 0; j < w.cols(); ++j) {
    for (Index i = 0; i < w.rows(); ++i) add(hash, w.derived().coeff(i, j));
  }
}

// Calls f with a zero of each scalar type.
template <class F>
void for_each_scalar(F&& f) {
  f(float{});
  f(double{});
  f(Eigen::half{});
  f(Eigen::bfloat16{});
  f(std::complex<float>{});
  f(std::complex<double>{});
}

constexpr double far = outset::exact::infinity<double>;

// Every distribution, with parameters for every branch of its kernels.
template <class F>
void for_each_distribution(F&& f) {
  using namespace outset;
  f(Constant{.value = 0.1});
  f(Uniform{.low = -0.05, .high = 0.05});
  f(Uniform{.low = 0, .high = 1});
  f(Uniform{.low = 3, .high = 3.001});
  f(Normal{.mean = 0, .std = 1});
  f(Normal{.mean = -0.3, .std = 0.02});
  f(TruncatedNormal{.mean = 0, .std = 0.01});
  f(TruncatedNormal{.mean = 0.5, .std = 0.1, .lower = -1, .upper = 2.5});
  f(TruncatedNormal{.mean = 0, .std = 1, .lower = 0, .upper = far});
  f(TruncatedNormal{.mean = 0, .std = 1, .lower = -far, .upper = -3});
  f(TruncatedNormal{.mean = 1, .std = 1, .lower = 6, .upper = 8});
  f(TruncatedNormal{.mean = 0, .std = 1, .lower = 20, .upper = far});
  f(TruncatedNormal{.mean = 0, .std = 1, .lower = -0.001, .upper = 30});
}

// One or more whole chunks of words and the beginning of another, for each distribution and scalar.
void distributions(Sha256& hash) {
  Rng rng{0x0123456789abcdef};
  for_each_scalar([&]<class Scalar>(Scalar) {
    const bool wide = sizeof(Scalar) == 16 || sizeof(Scalar) == 8;
    Vector<Scalar> w(wide ? 595 : 1107);
    for_each_distribution([&](const auto& init) {
      init(w, rng);
      add(hash, w);
    });
  });
}

void sizes(Sha256& hash) {
  const Index all[] = {0,   1,   2,   15,  16,  17,   31,   33,   63,   64,   100,
                       255, 511, 512, 513, 777, 1000, 1023, 1024, 1025, 2049, 4096};
  Rng rng{1};
  for (const Index size : all) {
    for_each_scalar([&]<class Scalar>(Scalar) {
      Vector<Scalar> w(size);
      outset::Uniform{.low = -1, .high = 0.7}(w, rng);
      add(hash, w);
    });
    Vector<float> w(size);
    outset::Normal{.mean = 0.25, .std = 2}(w, rng);
    add(hash, w);
    outset::TruncatedNormal{.std = 0.2, .lower = -1.5, .upper = 1.5}(w, rng);
    add(hash, w);
  }
}

// Fills a column-major and a row-major matrix, a block of a bigger one and a map with gaps. The
// program ends with status 2 unless all have the same weights by logical index.
template <class Scalar, class Init>
void in_every_order(Sha256& hash, const Init& init, Index rows, Index cols) {
  const Rng rng = Rng{2}.stream("orders");
  Columns<Scalar> columns(rows, cols);
  init(columns, Rng(rng));
  add(hash, columns);
  const auto must_equal = [&](const auto& w) {
    Sha256 expected, found;
    add(expected, columns);
    add(found, w);
    if (found.hex() != expected.hex()) {
      std::puts("storage orders differ");
      std::exit(2);
    }
  };
  Rows<Scalar> by_rows(rows, cols);
  init(by_rows, Rng(rng));
  must_equal(by_rows);
  Rows<Scalar> big(rows + 3, cols + 5);
  auto block = big.block(1, 2, rows, cols);
  init(block, Rng(rng));
  must_equal(block);
  Vector<Scalar> memory(3 * rows * cols + 7 * cols);
  Eigen::Map<Columns<Scalar>, 0, Eigen::Stride<Dynamic, 3>> strided(
      memory.data(), rows, cols, Eigen::Stride<Dynamic, 3>(3 * rows + 7, 3));
  init(strided, Rng(rng));
  must_equal(strided);
}

void orders(Sha256& hash) {
  for_each_scalar([&]<class Scalar>(Scalar) {
    in_every_order<Scalar>(hash, outset::Normal{.mean = 0.1, .std = 0.5}, 23, 29);
  });
  in_every_order<float>(hash, outset::Uniform{.low = -1, .high = 2}, 2100, 3);
  in_every_order<float>(hash, outset::TruncatedNormal{.std = 2}, 1, 1500);
}

// Slices of tensors, one of which is too large for memory.
void slices(Sha256& hash) {
  const outset::Normal init{.mean = 0, .std = 0.05};
  const Rng rng = Rng{3}.stream(7);
  const Shape whole = outset::dense(300, 41);
  const Shape large = outset::dense(40000, 50000);
  for_each_scalar([&]<class Scalar>(Scalar) {
    const auto flat = [&](const Shape& shape, Index first, Index count) {
      Vector<Scalar> w(count);
      init(w, outset::flat_slice(shape, first, count), Rng(rng));
      add(hash, w);
    };
    flat(whole, 1, 1);
    flat(whole, 15, 2);
    flat(whole, 17, 31);
    flat(whole, 511, 3);
    flat(whole, 1023, 130);
    flat(large, 1999998901, 1099);
    Rows<Scalar> w(37, 3);
    init(w, outset::slice(large, 39001, 49997, 37, 3), Rng(rng));
    add(hash, w);
  });
}

template <class Sparse>
void add_sparse(Sha256& hash, const Sparse& w) {
  for (Index k = 0; k <= w.outerSize(); ++k) {
    hash.add_number(static_cast<std::uint32_t>(w.outerIndexPtr()[k]));
  }
  for (Index k = 0; k < w.nonZeros(); ++k) {
    hash.add_number(static_cast<std::uint32_t>(w.innerIndexPtr()[k]));
    add(hash, w.valuePtr()[k]);
  }
}

void sparse(Sha256& hash) {
  Rng rng{4};
  for_each_scalar([&]<class Scalar>(Scalar) {
    Columns<Scalar> w(65, 12);
    outset::Sparse{}(w, rng);
    add(hash, w);
  });
  Rows<float> many(300, 9);  // entries by marks, not by insertion
  outset::Sparse{.sparsity = 0.6, .std = 1}(many, rng);
  add(hash, many);
  Eigen::SparseMatrix<float> columns(1000, 20);
  outset::Sparse{.sparsity = 0.99}(columns, rng);
  add_sparse(hash, columns);
  Eigen::SparseMatrix<double, Eigen::RowMajor> rows(500, 16);
  outset::Sparse{.sparsity = 0.93}(rows, rng);
  add_sparse(hash, rows);
}

void structured(Sha256& hash) {
  Rng rng{5};
  for_each_scalar([&]<class Scalar>(Scalar) {
    Columns<Scalar> w(12, 18);
    outset::Identity{.gain = 0.3}(w, rng);
    add(hash, w);
    outset::Dirac{}(w, outset::conv2d(12, 4, 3, 3, {.groups = 2}), rng);
    add(hash, w);
  });
}

// What a draw depends on: gains, fans, keys.
void rules(Sha256& hash) {
  using namespace outset;
  const double gains[] = {gain::linear(), gain::sigmoid(),  gain::tanh(),         gain::relu(),
                          gain::elu(),    gain::selu(),     gain::gelu(),         gain::silu(),
                          gain::mish(),   gain::softplus(), gain::leaky_relu(0.1)};
  for (const double gain : gains) add(hash, gain);
  Rng rng{6};
  const auto draw = [&](const auto& init, const Shape& shape) {
    Columns<double> w(shape.rows(), shape.cols());
    init(w, shape, rng);
    add(hash, w);
  };
  draw(HeNormal{.fan = Fan::out, .gain = gain::leaky_relu(0.1)}, dense(5, 7));
  draw(HeUniform{}, conv2d(6, 4, 3, 3, {.groups = 2, .stride = 2}));
  draw(XavierUniform{.gain = gain::gelu()}, dense(5, 7, {.transposed = true}));
  draw(XavierNormal{.gain = gain::tanh()}, fused(dense(3, 5), 2));
  draw(VarianceScaling{.scale = 0.7, .fan = Fan::geo_avg}, conv1d(5, 3, 3));
  draw(LecunNormal{}, embedding(9, 4));
  hash.add(to_string(rng));
  hash.add(to_string(rng.stream("encoder.0.weight")));
  hash.add(to_string(rng.stream(123456789)));
}

void orthogonal(Sha256& hash) {
  Rng rng{7};
  for_each_scalar([&]<class Scalar>(Scalar) {
    const auto draw = [&](Index rows, Index cols, double gain) {
      Columns<Scalar> w(rows, cols);
      outset::Orthogonal{.gain = gain}(w, rng);
      add(hash, w);
    };
    draw(1, 1, 1);
    draw(5, 5, 1);
    draw(40, 17, 1.7);
    draw(9, 35, 1);
    Rows<Scalar> kernel(6, 27);
    outset::DeltaOrthogonal{}(kernel, outset::conv2d(6, 3, 3, 3), rng);
    add(hash, kernel);
  });
  Columns<float> large(150, 70);
  outset::Orthogonal{}(large, rng);
  add(hash, large);
}

struct Part {
  const char* name;
  void (*add)(Sha256&);
};
constexpr Part parts[] = {{"distributions", distributions},
                          {"sizes", sizes},
                          {"orders", orders},
                          {"slices", slices},
                          {"sparse", sparse},
                          {"structured", structured},
                          {"rules", rules}};

std::string digest(void (*add)(Sha256&)) {
  Sha256 hash;
  add(hash);
  return hash.hex();
}

bool has(int count, char** arguments, const char* option) {
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], option) == 0) return true;
  }
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  if (has(count, arguments, "--backend")) {
    std::printf("%s\n", outset::simd::name(outset::simd::active()));
  }
  Sha256 all;
  for (const Part& part : parts) {
    const std::string one = digest(part.add);
    if (has(count, arguments, "--parts")) std::printf("%s  %s\n", one.c_str(), part.name);
    all.add(one);
  }
  std::printf("%s  weights\n", all.hex().c_str());
  std::printf("%s  orthogonal\n", digest(orthogonal).c_str());
  if (has(count, arguments, "--training")) {
    std::printf("%s  training\n", digest(training::everything).c_str());
  }
}
