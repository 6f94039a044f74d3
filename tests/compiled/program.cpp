// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One program for both forms: prints a hash of what every initializer writes into every scalar of
// OUTSET_TEST_SCALARS, and of texts and errors.

#include <Eigen/SparseCore>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "outset/outset.hpp"

namespace {

using outset::Index;

// A user's own initializers, whose code only this file has.
struct Shrinking {
  static constexpr const char* name = "Shrinking";
  double std = 1;
  outset::Normal distribution(const outset::Shape& shape) const {
    return {.std = std / static_cast<double>(shape.rows())};
  }
  OUTSET_CALL_OPERATORS(Shrinking);
};

struct Counting {
  static constexpr const char* name = "Counting";
  void validate(const outset::Shape&) const {}
  template <class Scalar>
  void write(const outset::View<Scalar>& w, const outset::Shape&,
             const outset::random::Stream&) const {
    for (Index j = 0; j < w.cols; ++j) {
      for (Index i = 0; i < w.rows; ++i)
        w(i, j) = static_cast<Scalar>(static_cast<float>(8 * j + i));
    }
  }
  OUTSET_CALL_OPERATORS(Counting);
};

// Its pieces in reverse.
struct Backwards {
  template <class Body>
  void operator()(Index n, const Body& body) const {
    for (Index i = n; i-- > 0;) body(i);
  }
};

// FNV-1a.
struct Hash {
  std::uint64_t value = 0xCBF29CE484222325;

  void add_bytes(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) value = (value ^ bytes[i]) * 0x100000001B3;
  }
  void add(const std::string& text) { add_bytes(text.data(), text.size()); }
  template <class Scalar>
  void add(const Scalar* data, Index count) {
    add_bytes(data, static_cast<std::size_t>(count) * sizeof(Scalar));
  }
};

template <class Scalar>
void add_fills(Hash& hash, outset::Rng& rng) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> by_columns(24, 18);
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows(24, 18);
  const outset::Shape shape = outset::conv2d(24, 2, 3, 3, {.stride = 2});
  const auto add = [&](const auto& init) {
    init(by_columns, rng);
    hash.add(by_columns.data(), by_columns.size());
    init(by_rows, shape, rng);
    hash.add(by_rows.data(), by_rows.size());
    outset::on(Backwards{}, init)(by_columns, outset::slice(outset::dense(40, 30), 3, 5, 24, 18),
                                  rng);
    hash.add(by_columns.data(), by_columns.size());
  };
  for (const std::string& text : outset::initializer_list()) {
    const outset::AnyInitializer any = outset::initializer(text);
    add(any);
    any.visit(add);
  }
  add(Shrinking{});
  add(Counting{});

  // Enough for several pieces and for tiles.
  by_columns.resize(700, 300);
  by_rows.resize(700, 300);
  outset::on(Backwards{}, outset::HeNormal{})(by_columns, rng);
  hash.add(by_columns.data(), by_columns.size());
  outset::TruncatedNormal{.corrected = true}(by_rows, rng);
  hash.add(by_rows.data(), by_rows.size());

  std::vector<Scalar> memory(6 * 4);
  outset::XavierUniform{}(outset::col_major(memory, outset::dense(6, 4)), rng);
  hash.add(memory.data(), static_cast<Index>(memory.size()));
  Eigen::SparseMatrix<Scalar> sparse(50, 20);
  outset::Sparse{}(sparse, rng);
  hash.add(sparse.valuePtr(), sparse.nonZeros());
  Eigen::SparseMatrix<Scalar, Eigen::RowMajor, std::ptrdiff_t> sparse_rows(50, 20);
  outset::Sparse{}(sparse_rows, rng);
  hash.add(sparse_rows.innerIndexPtr(), sparse_rows.nonZeros());
}

template <class Call>
void add_error(Hash& hash, const Call& call) {
  try {
    call();
    hash.add("no error");
  } catch (const std::invalid_argument& error) {
    hash.add(error.what());
  }
}

void add_texts(Hash& hash) {
  const outset::Shape layer = outset::fused(outset::conv1d(8, 4, 3, {.groups = 2}), 3);
  hash.add(to_string(layer) + to_string(outset::bias_of(layer)) + to_string(layer.fans()));
  hash.add(outset::to_string(outset::HeNormal{.fan = outset::Fan::out}));
  const outset::TruncatedNormal cut{.lower = -1, .corrected = true};
  for (const double p : {0.1, 0.5, 0.9}) hash.add(std::to_string(quantile(cut, p)));
  hash.add(std::to_string(mean(cut) + variance(cut) + pdf(cut, 0.01) + upper_bound(cut)));
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  add_error(hash, [] { outset::initializer("he_norml"); });
  add_error(hash, [] { outset::dense(-1, 2); });
  add_error(hash, [&] { outset::HeNormal{.gain = -1}(w, rng); });
  add_error(hash, [&] { outset::Orthogonal{}(w, outset::dense(3, 3), rng); });
  add_error(hash, [&] { Shrinking{.std = -1}(w, rng); });
  hash.add(to_string(rng));
}

}  // namespace

int main() {
  Hash hash;
  outset::Rng rng{2026};
#define OUTSET_TEST_FILLS(scalar) add_fills<scalar>(hash, rng)
  OUTSET_TEST_FILLS(float);
#if OUTSET_TEST_ALL_SCALARS
  OUTSET_TEST_FILLS(double);
  OUTSET_TEST_FILLS(Eigen::half);
  OUTSET_TEST_FILLS(Eigen::bfloat16);
  OUTSET_TEST_FILLS(std::complex<float>);
  OUTSET_TEST_FILLS(std::complex<double>);
#endif
  add_texts(hash);
  std::printf("hash %016llx\n", static_cast<unsigned long long>(hash.value));
}
