// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Weights do not depend on the rounding mode or on flush-to-zero at the time of the call, and the
// mode is the caller's again afterwards.

#include "outset/exact/float_mode.hpp"

#include <Eigen/SparseCore>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "outset/outset.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/float_modes.hpp"
#include "support/sha256.hpp"

using namespace outset;

namespace {

template <class Scalar>
void add(Sha256& hash, const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& w) {
  const auto* bytes = reinterpret_cast<const char*>(w.data());
  hash.add(std::string_view(bytes, static_cast<std::size_t>(w.size()) * sizeof(Scalar)));
}

template <class Scalar, class Init>
void add(Sha256& hash, const Init& init, const Shape& shape) {
  Rng rng{11};
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> w(shape.rows(), shape.cols());
  init(w, shape, rng);
  add(hash, w);
}

// Each with more rounding on the way than one distribution needs.
template <class Scalar>
void add_all(Sha256& hash) {
  const Shape layer = dense(33, 41);
  add<Scalar>(hash, Uniform{.low = -0.1, .high = 0.3}, layer);
  add<Scalar>(hash, Normal{.mean = 0.7, .std = 0.3}, layer);
  add<Scalar>(hash, TruncatedNormal{.mean = 0.1, .std = 0.3}, layer);
  add<Scalar>(hash, TruncatedNormal{.mean = 0.1, .std = 0.3, .lower = -1, .upper = 7}, layer);
  add<Scalar>(hash, Constant{.value = 0.1}, layer);
  add<Scalar>(hash, HeNormal{.gain = gain::leaky_relu(0.3)}, layer);
  add<Scalar>(hash, XavierUniform{.gain = gain::elu(0.7)},
              conv2d(6, 9, 3, 5, {.groups = 3, .stride = 7}));
  add<Scalar>(hash, VarianceScaling{.scale = 0.3, .fan = Fan::geo_avg}, conv1d(9, 7, 3));
  add<Scalar>(hash, Sparse{.sparsity = 0.7, .std = 0.3}, layer);
  add<Scalar>(hash, Identity{.gain = 0.3}, layer);
}

std::string hash_of_weights() {
  Sha256 hash;
  add_all<float>(hash);
  add_all<double>(hash);
  add_all<Eigen::half>(hash);
  add_all<Eigen::bfloat16>(hash);
  add_all<std::complex<float>>(hash);
  // Subnormal results, and parameters.
  add<float>(hash, Normal{.mean = 0, .std = 1e-39}, dense(33, 41));
  add<float>(hash, Uniform{.low = -1e-39, .high = 1e-39}, dense(33, 41));
  add<float>(hash, Constant{.value = 1e-40}, dense(33, 41));
  add<double>(hash, Normal{.mean = 0, .std = 1e-309}, dense(33, 41));
  Rng rng{12};
  Eigen::SparseMatrix<float> sparse(100, 20);
  Sparse{.sparsity = 0.83, .std = 0.3}(sparse, rng);
  const auto* values = reinterpret_cast<const char*>(sparse.valuePtr());
  hash.add(std::string_view(values, static_cast<std::size_t>(sparse.nonZeros()) * sizeof(float)));
  Eigen::MatrixXf by_text(9, 9);
  initializer("normal(mean=0.1, std=0.3)")(by_text, rng);
  add(hash, by_text);
  return hash.hex();
}

template <class Check>
void in_every_mode(Check&& check) {
  for (const int rounding : float_modes::rounding) {
    for (const bool flush : {false, true}) {
      CAPTURE(rounding, flush);
      check(rounding, flush);
    }
  }
}

}  // namespace

TEST_CASE("float mode: weights do not depend on it", "[float_mode]") {
  const std::string expected = hash_of_weights();
  with_each_backend([&](simd::Backend backend) {
    CAPTURE(simd::name(backend));
    in_every_mode([&](int rounding, bool flush) {
      std::string found;
      {
        const float_modes::Scope mode(rounding, flush);
        found = hash_of_weights();
      }
      CHECK(found == expected);
    });
  });
}

TEST_CASE("float mode: an executor's threads may have modes of their own", "[float_mode]") {
  const auto threads = [](Index n, const auto& body) {
    std::vector<std::thread> running;
    for (int t = 0; t < 2; ++t) {
      running.emplace_back([&, t] {
        const float_modes::Scope mode(t == 0 ? FE_UPWARD : FE_DOWNWARD, true);
        for (Index i = t; i < n; i += 2) body(i);
      });
    }
    for (std::thread& thread : running) thread.join();
  };
  const Rng rng{13};
  Eigen::MatrixXf expected(700, 300), w(700, 300);
  Normal{.mean = 0.7, .std = 0.3}(expected, Rng(rng));
  on(threads, Normal{.mean = 0.7, .std = 0.3})(w, Rng(rng));
  CHECK((w.array() == expected.array()).all());
}

TEST_CASE("float mode: it is the caller's again after a call, and after an error", "[float_mode]") {
  in_every_mode([&](int rounding, bool flush) {
    std::uint64_t before = 0, after = 0, after_error = 0;
    bool thrown = false;
    {
      const float_modes::Scope mode(rounding, flush);
      before = float_modes::control();
      Rng rng{14};
      Eigen::MatrixXf w(9, 9);
      HeNormal{}(w, rng);
      after = float_modes::control();
      try {
        Normal{.std = -1}(w, rng);
      } catch (const std::invalid_argument&) {
        thrown = true;
      }
      after_error = float_modes::control();
    }
    CHECK(thrown);
    CHECK(after == before);
    CHECK(after_error == before);
  });
}

TEST_CASE("float mode: what is computed in the default mode is rounded to nearest",
          "[float_mode]") {
  in_every_mode([&](int rounding, bool flush) {
    volatile double ten = 10, tiny = 0x1p-1040;
    double tenth = 0, minus_tenth = 0, half_tiny = 0;
    {
      const float_modes::Scope mode(rounding, flush);
      detail::in_standard_mode([&] {
        tenth = 1 / ten;
        minus_tenth = -1 / ten;
        half_tiny = tiny / 2;
      });
    }
    CHECK(tenth == 0.1);
    CHECK(minus_tenth == -0.1);
    CHECK(half_tiny == 0x1p-1041);
  });
}
