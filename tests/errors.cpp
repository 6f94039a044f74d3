// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every wrong argument has a line here: what is called, and the words that the error must have (who
// refuses, which parameter, the value given). Each call must throw a std::invalid_argument whose
// text begins with "outset: ", must leave the matrix and the bytes around it as they were, and must
// not move the Rng.

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double huge = std::numeric_limits<double>::max();
constexpr Index most = std::numeric_limits<Index>::max();

// A matrix in the middle of a patterned block of memory.
template <class Scalar>
class Guarded {
  using Map = Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>;

 public:
  Guarded() : memory_(32 * sizeof(Scalar)) {
    for (std::size_t i = 0; i < memory_.size(); ++i) memory_[i] = pattern(i);
  }
  Map matrix(Index rows, Index cols) {
    return Map(reinterpret_cast<Scalar*>(memory_.data()) + 8, rows, cols);
  }
  bool untouched() const {
    for (std::size_t i = 0; i < memory_.size(); ++i) {
      if (memory_[i] != pattern(i)) return false;
    }
    return true;
  }

 private:
  static unsigned char pattern(std::size_t i) { return static_cast<unsigned char>(37 * i + 11); }
  std::vector<unsigned char> memory_;
};

// A 4 x 3 matrix of each scalar, for the calls below.
struct Bench {
  Rng rng = Rng(1).stream("errors");
  Guarded<float> f;
  Guarded<double> d;
  Guarded<Eigen::half> h;
  Guarded<Eigen::bfloat16> b;
  Guarded<std::complex<float>> cf;
  Guarded<std::complex<double>> cd;

  template <class Init>
  void on_float(const Init& init) {
    init(f.matrix(4, 3), rng);
  }
  template <class Init>
  void on_float(const Init& init, const Shape& shape) {
    init(f.matrix(4, 3), shape, rng);
  }
  template <class Init>
  void on_double(const Init& init) {
    init(d.matrix(4, 3), rng);
  }
  template <class Init>
  void on_half(const Init& init) {
    init(h.matrix(4, 3), rng);
  }
  template <class Init>
  void on_bfloat16(const Init& init) {
    init(b.matrix(4, 3), rng);
  }
  template <class Init>
  void on_complex(const Init& init) {
    init(cf.matrix(4, 3), rng);
  }
  void text(const char* text) { initializer(text)(f.matrix(4, 3), rng); }

  bool untouched() const {
    return f.untouched() && d.untouched() && h.untouched() && b.untouched() && cf.untouched() &&
           cd.untouched() && rng == Rng(1).stream("errors");
  }
};

struct Case {
  const char* name;
  void (*call)(Bench& w);
  std::array<const char*, 4> words;  // null where there are fewer
};

// W is a 4 x 3 matrix of float unless a line says otherwise.
// clang-format off
constexpr Case options[] = {
    {"Constant", [](Bench& w) { w.on_float(Constant{nan}); }, {"Constant: value is nan", "finite"}},
    {"Constant", [](Bench& w) { w.on_float(Constant{inf}); }, {"Constant: value is inf", "finite"}},
    {"Constant", [](Bench& w) { w.on_float(Constant{-inf}); }, {"Constant: value is -inf"}},

    {"Uniform", [](Bench& w) { w.on_float(Uniform{nan, 1}); }, {"Uniform: low is nan", "finite"}},
    {"Uniform", [](Bench& w) { w.on_float(Uniform{0, nan}); }, {"Uniform: high is nan", "finite"}},
    {"Uniform", [](Bench& w) { w.on_float(Uniform{-inf, 1}); }, {"Uniform: low is -inf"}},
    {"Uniform", [](Bench& w) { w.on_float(Uniform{0, inf}); }, {"Uniform: high is inf"}},
    {"Uniform", [](Bench& w) { w.on_float(Uniform{2, 1}); }, {"Uniform: low is 2", "high = 1"}},
    {"Uniform", [](Bench& w) { w.on_double(Uniform{-1e308, 1e308}); },
     {"Uniform: high - low", "-1e+308", "1e+308"}},

    {"Normal", [](Bench& w) { w.on_float(Normal{nan, 1}); }, {"Normal: mean is nan", "finite"}},
    {"Normal", [](Bench& w) { w.on_float(Normal{-inf, 1}); }, {"Normal: mean is -inf"}},
    {"Normal", [](Bench& w) { w.on_float(Normal{0, nan}); }, {"Normal: std is nan", ">= 0"}},
    {"Normal", [](Bench& w) { w.on_float(Normal{0, inf}); }, {"Normal: std is inf", "finite"}},
    {"Normal", [](Bench& w) { w.on_float(Normal{0, -0.1}); }, {"Normal: std is -0.1", ">= 0"}},
    {"Normal", [](Bench& w) { w.on_float(Normal{0, -5e-324}); }, {"Normal: std is -5e-324"}},

    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.mean = nan}); },
     {"TruncatedNormal: mean is nan"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.mean = inf}); },
     {"TruncatedNormal: mean is inf"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.std = nan}); },
     {"TruncatedNormal: std is nan"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.std = inf}); },
     {"TruncatedNormal: std is inf"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.std = -1}); },
     {"TruncatedNormal: std is -1", ">= 0"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.lower = nan}); },
     {"TruncatedNormal: lower is nan"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.upper = nan}); },
     {"TruncatedNormal: upper is nan"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.lower = 2}); },
     {"TruncatedNormal: lower is 2", "below upper = 2"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.lower = 3, .upper = -3}); },
     {"TruncatedNormal: lower is 3", "upper = -3"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.lower = inf, .upper = inf}); },
     {"TruncatedNormal: lower is inf"}},
    {"TruncatedNormal", [](Bench& w) { w.on_float(TruncatedNormal{.lower = -inf, .upper = -inf}); },
     {"TruncatedNormal: lower is -inf"}},

    {"VarianceScaling", [](Bench& w) { w.on_float(VarianceScaling{.scale = nan}); },
     {"VarianceScaling: scale is nan"}},
    {"VarianceScaling", [](Bench& w) { w.on_float(VarianceScaling{.scale = inf}); },
     {"VarianceScaling: scale is inf"}},
    {"VarianceScaling", [](Bench& w) { w.on_float(VarianceScaling{.scale = -1}); },
     {"VarianceScaling: scale is -1", ">= 0"}},
    {"VarianceScaling", [](Bench& w) { w.on_float(VarianceScaling{.fan = static_cast<Fan>(9)}); },
     {"VarianceScaling: fan is 9", "geo_avg"}},
    {"VarianceScaling",
     [](Bench& w) { w.on_float(VarianceScaling{.family = static_cast<Family>(-1)}); },
     {"VarianceScaling: family is -1", "truncated_normal"}},

    {"XavierUniform", [](Bench& w) { w.on_float(XavierUniform{nan}); },
     {"XavierUniform: gain is nan"}},
    {"XavierUniform", [](Bench& w) { w.on_float(XavierUniform{-2}); },
     {"XavierUniform: gain is -2", ">= 0"}},
    {"XavierNormal", [](Bench& w) { w.on_float(XavierNormal{inf}); },
     {"XavierNormal: gain is inf"}},
    {"XavierNormal", [](Bench& w) { w.on_float(XavierNormal{-1}); }, {"XavierNormal: gain is -1"}},
    {"HeUniform", [](Bench& w) { w.on_float(HeUniform{.gain = nan}); }, {"HeUniform: gain is nan"}},
    {"HeUniform", [](Bench& w) { w.on_float(HeUniform{.gain = -1}); }, {"HeUniform: gain is -1"}},
    {"HeUniform", [](Bench& w) { w.on_float(HeUniform{.fan = static_cast<Fan>(4)}); },
     {"HeUniform: fan is 4"}},
    {"HeNormal", [](Bench& w) { w.on_float(HeNormal{.gain = -inf}); }, {"HeNormal: gain is -inf"}},
    {"HeNormal", [](Bench& w) { w.on_float(HeNormal{.gain = -1e-9}); },
     {"HeNormal: gain is -1e-09"}},
    {"HeNormal", [](Bench& w) { w.on_float(HeNormal{.fan = static_cast<Fan>(-7)}); },
     {"HeNormal: fan is -7", "in, out, avg or geo_avg"}},

    {"Orthogonal", [](Bench& w) { w.on_float(Orthogonal{nan}); }, {"Orthogonal: gain is nan"}},
    {"Orthogonal", [](Bench& w) { w.on_float(Orthogonal{inf}); }, {"Orthogonal: gain is inf"}},
    {"Orthogonal", [](Bench& w) { w.on_float(Orthogonal{-1}); },
     {"Orthogonal: gain is -1", ">= 0"}},
    {"DeltaOrthogonal", [](Bench& w) { w.on_float(DeltaOrthogonal{nan}); },
     {"DeltaOrthogonal: gain is nan"}},
    {"DeltaOrthogonal", [](Bench& w) { w.on_float(DeltaOrthogonal{-1}); },
     {"DeltaOrthogonal: gain is -1"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.sparsity = nan}); },
     {"Sparse: sparsity is nan", "[0, 1]"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.sparsity = -0.01}); },
     {"Sparse: sparsity is -0.01"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.sparsity = 1.5}); }, {"Sparse: sparsity is 1.5"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.sparsity = inf}); }, {"Sparse: sparsity is inf"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.std = nan}); }, {"Sparse: std is nan"}},
    {"Sparse", [](Bench& w) { w.on_float(Sparse{.std = -1}); }, {"Sparse: std is -1", ">= 0"}},
    {"Identity", [](Bench& w) { w.on_float(Identity{nan}); }, {"Identity: gain is nan"}},
    {"Identity", [](Bench& w) { w.on_float(Identity{-1}); }, {"Identity: gain is -1", ">= 0"}},
    {"Dirac", [](Bench& w) { w.on_float(Dirac{0}); }, {"Dirac: groups is 0", ">= 1"}},
    {"Dirac", [](Bench& w) { w.on_float(Dirac{-2}); }, {"Dirac: groups is -2"}},
    {"Dirac", [](Bench& w) { w.on_float(Dirac{3}); }, {"Dirac: groups is 3", "divide", "4"}},
    {"Dirac with a Shape that has groups",
     [](Bench& w) { w.on_float(Dirac{4}, conv1d(4, 6, 1, {.groups = 2})); },
     {"Dirac: groups is 4", "2"}},
};
// clang-format on

// What a scalar cannot hold. The largest half is 65504, the largest float 3.4028234663852886e+38.
// clang-format off
constexpr Case scalars[] = {
    {"float", [](Bench& w) { w.on_float(Constant{1e300}); },
     {"Constant: value is 1e+300", "float", "3.40282"}},
    {"float", [](Bench& w) { w.on_float(Constant{-3.5e38}); }, {"Constant: value is -3.5e+38"}},
    {"half", [](Bench& w) { w.on_half(Constant{65505}); }, {"Constant: value is 65505", "65504"}},
    {"bfloat16", [](Bench& w) { w.on_bfloat16(Constant{3.4e38}); },
     {"Constant: value is 3.4e+38", "bfloat16"}},
    {"complex<float>", [](Bench& w) { w.on_complex(Constant{1e300}); },
     {"Constant: value is 1e+300", "float"}},
    {"float", [](Bench& w) { w.on_float(Uniform{-1e39, 0}); }, {"Uniform: low is -1e+39", "float"}},
    {"float", [](Bench& w) { w.on_float(Uniform{0, 1e39}); }, {"Uniform: high is 1e+39"}},
    {"float", [](Bench& w) { w.on_float(Uniform{-3e38, 3e38}); },
     {"Uniform: high - low is 6e+38", "float"}},
    {"half", [](Bench& w) { w.on_half(Uniform{0, 1e5}); }, {"Uniform: high is 1e+05", "half"}},
    {"no half between", [](Bench& w) { w.on_half(Uniform{2049, 2050}); },
     {"Uniform", "half", "2049"}},
    {"no float between", [](Bench& w) { w.on_float(Uniform{1.00000001, 1.00000002}); },
     {"Uniform", "float", "1.00000001", "1.00000002"}},
    {"float", [](Bench& w) { w.on_float(Normal{0, 1e300}); },
     {"Normal: std is 1e+300", "float", "3.40282"}},
    {"float", [](Bench& w) { w.on_float(Normal{1e39, 1}); }, {"Normal: mean is 1e+39"}},
    {"float, its largest draws", [](Bench& w) { w.on_float(Normal{0, 1e38}); },
     {"Normal", "largest draw", "float"}},
    {"double, its largest draws", [](Bench& w) { w.on_double(Normal{huge, huge}); },
     {"Normal", "largest draw", "double"}},
    {"half", [](Bench& w) { w.on_half(Normal{0, 20000}); }, {"Normal", "largest draw", "half"}},
    {"half", [](Bench& w) { w.on_half(Normal{0, 1e5}); }, {"Normal: std is 1e+05", "half"}},
    {"bfloat16", [](Bench& w) { w.on_bfloat16(Normal{0, 1e39}); },
     {"Normal: std is 1e+39", "bfloat16"}},
    {"complex<float>", [](Bench& w) { w.on_complex(Normal{0, 1e300}); }, {"Normal: std is 1e+300"}},
    {"complex<double>", [](Bench& w) { Normal{huge, huge}(w.cd.matrix(4, 3), w.rng); },
     {"Normal", "largest draw"}},
    {"float", [](Bench& w) { w.on_float(TruncatedNormal{.std = 1e300}); },
     {"TruncatedNormal: std is 1e+300", "float"}},
    {"float", [](Bench& w) { w.on_float(TruncatedNormal{.mean = -1e300}); },
     {"TruncatedNormal: mean is -1e+300"}},
    {"float, all of it out of reach",
     [](Bench& w) { w.on_float(TruncatedNormal{.std = 1e38, .lower = 6, .upper = 8}); },
     {"TruncatedNormal", "float"}},
    {"no half between", [](Bench& w) { w.on_half(TruncatedNormal{2049, 0.1, -1, 1}); },
     {"TruncatedNormal", "half", "2048.9", "2049.1"}},
    {"VarianceScaling", [](Bench& w) { w.on_half(VarianceScaling{.scale = 1e300}); },
     {"VarianceScaling", "half"}},
    {"VarianceScaling",
     [](Bench& w) { w.on_float(VarianceScaling{.scale = 1e200, .family = Family::uniform}); },
     {"VarianceScaling", "float"}},
    {"HeNormal", [](Bench& w) { w.on_float(HeNormal{.gain = 1e300}); }, {"HeNormal", "float"}},
    {"HeUniform", [](Bench& w) { w.on_float(HeUniform{.gain = 1e300}); }, {"HeUniform", "float"}},
    {"HeUniform", [](Bench& w) { HeUniform{.gain = huge}(w.d.matrix(4, 1), dense(4, 1), w.rng); },
     {"HeUniform: gain is 1.79769"}},
    {"XavierUniform", [](Bench&) { XavierUniform{huge}.distribution(dense(1, 1)); },
     {"XavierUniform: gain is 1.79769"}},
    {"VarianceScaling",
     [](Bench&) { VarianceScaling{huge, Fan::in, Family::uniform}.distribution(dense(1, 1)); },
     {"VarianceScaling: scale is 1.79769"}},
    {"HeNormal",
     [](Bench&) { HeNormal{Fan::out, huge}.distribution(conv1d(1, 1, 1, {.stride = 2})); },
     {"HeNormal: gain is 1.79769"}},
    {"XavierNormal", [](Bench& w) { w.on_half(XavierNormal{1e5}); }, {"XavierNormal", "half"}},
    {"Orthogonal", [](Bench& w) { w.on_float(Orthogonal{1e300}); },
     {"Orthogonal: gain is 1e+300", "float"}},
    {"Orthogonal", [](Bench& w) { w.on_half(Orthogonal{65505}); },
     {"Orthogonal: gain is 65505", "half"}},
    {"DeltaOrthogonal", [](Bench& w) { w.on_float(DeltaOrthogonal{1e39}); },
     {"DeltaOrthogonal: gain is 1e+39", "float"}},
    {"Sparse", [](Bench& w) { w.on_half(Sparse{.std = 1e6}); }, {"Sparse: std is 1e+06", "half"}},
    {"Identity", [](Bench& w) { w.on_float(Identity{1e300}); },
     {"Identity: gain is 1e+300", "float"}},
    {"Identity", [](Bench& w) { w.on_complex(Identity{1e39}); }, {"Identity: gain is 1e+39"}},
};
// clang-format on

// Wrong shapes, and a W that is not of its shape.
// clang-format off
constexpr Case shapes[] = {
    {"dense", [](Bench&) { dense(-2, 3); }, {"dense: out is -2", ">= 0"}},
    {"dense", [](Bench&) { dense(3, -1); }, {"dense: in is -1"}},
    {"dense", [](Bench&) { dense(Index{1} << 32, Index{1} << 31); },
     {"dense: 4294967296 * 2147483648"}},
    {"dense, transposed", [](Bench&) { dense(most, 2, {.transposed = true}); },
     {"dense: 9223372036854775807 * 2"}},
    {"conv1d", [](Bench&) { conv1d(4, 4, 0); }, {"conv1d: kernel size is 0"}},
    {"conv1d", [](Bench&) { conv1d(4, 4, 3, {.groups = 0}); }, {"conv1d: groups is 0", ">= 1"}},
    {"conv1d", [](Bench&) { conv1d(4, 4, 3, {.stride = -1}); }, {"conv1d: stride is -1"}},
    {"conv2d", [](Bench&) { conv2d(4, 6, 3, 3, {.groups = 3}); },
     {"conv2d: groups is 3", "divide", "out = 4"}},
    {"conv2d", [](Bench&) { conv2d(6, 4, 3, 3, {.groups = 3}); },
     {"conv2d: groups is 3", "divide", "in = 4"}},
    {"conv2d", [](Bench&) { conv2d(4, 4, 3, -3); }, {"conv2d: kernel size is -3"}},
    {"conv2d", [](Bench&) { conv2d(1, 1, most, 2); }, {"conv2d: 9223372036854775807 * 2"}},
    {"conv3d", [](Bench&) { conv3d(0, 4, 3, 3, 3); }, {"conv3d: out is 0"}},
    {"conv3d", [](Bench&) { conv3d(Index{1} << 30, Index{1} << 30, 16, 16, 16); }, {"conv3d: "}},
    {"depthwise", [](Bench&) { depthwise(0, {3, 3}); }, {"depthwise: channels is 0"}},
    {"depthwise", [](Bench&) { depthwise(4, {3, 3}, 0); }, {"depthwise: multiplier is 0"}},
    {"depthwise", [](Bench&) { depthwise(4, {3, 3, 3, 3}); }, {"depthwise: 4 kernel sizes", "3"}},
    {"depthwise", [](Bench&) { depthwise(most, {3}, 2); }, {"depthwise: 9223372036854775807 * 2"}},
    {"embedding", [](Bench&) { embedding(0, 8); }, {"embedding: count is 0"}},
    {"embedding", [](Bench&) { embedding(8, -8); }, {"embedding: dim is -8"}},
    {"embedding", [](Bench&) { embedding(most, most); }, {"embedding: "}},
    {"fused", [](Bench&) { fused(dense(4, 4), 0); }, {"fused: parts is 0"}},
    {"fused", [](Bench&) { fused(dense(most / 2, 1), 3); }, {"fused: "}},
    {"kernel", [](Bench&) { kernel(4, 4, 0); }, {"kernel: receptive_field is 0"}},
    {"fan", [](Bench&) { fan(Fans{2, 3}, static_cast<Fan>(9)); }, {"Fan: value is 9", "geo_avg"}},

    {"a row too few", [](Bench& w) { w.on_float(HeNormal{}, dense(5, 3)); },
     {"HeNormal: W is 4 x 3", "5 x 3", "Shape"}},
    {"a column too many", [](Bench& w) { w.on_float(Normal{}, dense(4, 2)); },
     {"Normal: W is 4 x 3", "4 x 2"}},
    {"as many elements", [](Bench& w) { w.on_float(Ones{}, dense(3, 4)); },
     {"Ones: W is 4 x 3", "3 x 4"}},
    {"as many elements in one column", [](Bench& w) { w.on_float(XavierUniform{}, dense(12, 1)); },
     {"XavierUniform: W is 4 x 3", "12 x 1"}},
    {"a kernel", [](Bench& w) { w.on_float(Orthogonal{}, conv2d(4, 3, 2, 2)); },
     {"Orthogonal: W is 4 x 3", "4 x 12"}},
    {"a transposed kernel",
     [](Bench& w) { w.on_float(Dirac{}, conv1d(4, 3, 1, {.transposed = true})); },
     {"Dirac: W is 4 x 3", "3 x 4"}},
    {"fused", [](Bench& w) { w.on_float(Sparse{}, fused(dense(4, 3), 3)); },
     {"Sparse: W is 4 x 3", "12 x 3"}},
    {"empty", [](Bench& w) { Identity{}(w.f.matrix(0, 0), dense(1, 1), w.rng); },
     {"Identity: W is 0 x 0", "1 x 1"}},

    {"no fans", [](Bench&) { HeNormal{}.distribution(dense(3, 0)); },
     {"HeNormal: the fan-in is 0, must be > 0", "3 x 0"}},
    {"no fans", [](Bench&) { HeUniform{.fan = Fan::out}.distribution(dense(0, 3)); },
     {"HeUniform: the fan-out is 0", "0 x 3"}},
    {"no fans", [](Bench&) { XavierUniform{}.distribution(dense(0, 0)); },
     {"XavierUniform: the mean of fan-in and fan-out is 0"}},
    {"no fans", [](Bench&) { VarianceScaling{.fan = Fan::geo_avg}.distribution(dense(4, 0)); },
     {"VarianceScaling: the geometric mean of fan-in and fan-out is 0"}},
    {"no fans", [](Bench&) { LecunNormal{}.distribution(Shape()); }, {"LecunNormal: the fan-in is 0"}},
    {"bad options, nothing to write",
     [](Bench& w) { HeNormal{.gain = -1}(w.f.matrix(0, 3), w.rng); }, {"HeNormal: gain is -1"}},
    {"bad options, nothing to write", [](Bench& w) { Normal{0, -1}(w.f.matrix(0, 3), w.rng); },
     {"Normal: std is -1"}},
    {"bad options, nothing to write", [](Bench& w) { Identity{-1}(w.f.matrix(0, 3), w.rng); },
     {"Identity: gain is -1"}},
    {"bad for the scalar, nothing to write",
     [](Bench& w) { Normal{0, 1e300}(w.f.matrix(0, 3), w.rng); }, {"Normal: std is 1e+300"}},
    {"bad for the scalar, nothing to write",
     [](Bench& w) { Orthogonal{1e300}(w.f.matrix(0, 3), w.rng); },
     {"Orthogonal: gain is 1e+300", "float"}},
    {"bad options and bad sizes", [](Bench& w) { w.on_float(HeNormal{.gain = -1}, dense(3, 4)); },
     {"HeNormal: "}},
    {"a vector, by text",
     [](Bench& w) { Eigen::VectorXf bias(3); initializer("he_normal")(bias, w.rng); },
     {"HeNormal: W is a vector", "Shape"}},

    {"make", [](Bench& w) { make<Eigen::MatrixXf>(Zeros{}, -1, 3, w.rng); }, {"make", "-1 x 3"}},
    {"make", [](Bench& w) { make<Eigen::MatrixXf>(Zeros{}, 3, -1, w.rng); }, {"make", "3 x -1"}},
    {"make", [](Bench& w) { make<Eigen::Matrix3f>(Zeros{}, 3, 4, w.rng); }, {"make", "3 x 4"}},
    {"make", [](Bench& w) { make<Eigen::VectorXf>(Zeros{}, 3, 2, w.rng); }, {"make", "3 x 2"}},
    {"make", [](Bench& w) { make<Eigen::Matrix3f>(HeNormal{}, dense(3, 4), w.rng); },
     {"make", "3 x 4"}},
    {"make", [](Bench& w) { make<Eigen::MatrixXf>(Zeros{}, most, 2, w.rng); }, {"make", "9223"}},
};
// clang-format on

// distribution() refuses without any matrix.
// clang-format off
constexpr Case questions[] = {
    {"options", [](Bench&) { HeNormal{.gain = nan}.distribution(dense(2, 2)); },
     {"HeNormal: gain is nan"}},
    {"options", [](Bench&) { Uniform{2, 1}.distribution(); }, {"Uniform: low is 2"}},
    {"structured", [](Bench&) { initializer("orthogonal").distribution(dense(2, 2)); },
     {"Orthogonal: has no distribution"}},
    {"quantile", [](Bench&) { quantile(Normal{}, 1.5); }, {"quantile: p is 1.5", "[0, 1]"}},
    {"quantile", [](Bench&) { quantile(Uniform{}, nan); }, {"quantile: p is nan"}},
    {"quantile", [](Bench&) { quantile(Distribution{TruncatedNormal{}}, -1e-9); },
     {"quantile: p is -1e-09"}},

    {"gain", [](Bench&) { gain::leaky_relu(nan); }, {"gain::leaky_relu: slope is nan", "finite"}},
    {"gain", [](Bench&) { gain::elu(inf); }, {"gain::elu: alpha is inf"}},
    {"gain::find", [](Bench&) { gain::find("tanh", 0.5); }, {"gain::tanh", "no parameter", "0.5"}},
    {"gain::of", [](Bench&) { gain::of([](double) { return 0.0; }); }, {"gain::of", "> 0"}},
    {"gain::of", [](Bench&) { gain::of([](double z) { return z > 2 ? nan : z; }); },
     {"gain::of: f(", "nan"}},
    {"gain::of", [](Bench&) { gain::of([](double z) { return std::exp(0.252 * z * z); }); },
     {"gain::of", "infinite"}},

    {"stream", [](Bench& w) { w.rng.stream(-1); }, {"stream: number is -1", ">= 0"}},
    {"stream", [](Bench& w) { w.rng.stream(std::numeric_limits<long long>::min()); },
     {"stream: number is -9223372036854775808"}},
    {"Rng::parse", [](Bench&) { Rng::parse(""); }, {"Rng::parse: text is \"\""}},
    {"another version", [](Bench&) { Rng::parse("outset-rng-2 000000000000002a 17"); },
     {"Rng::parse", "outset-rng-2"}},
    {"too short a key", [](Bench&) { Rng::parse("outset-rng-1 00000000000002a 17"); },
     {"Rng::parse"}},
    {"not a key", [](Bench&) { Rng::parse("outset-rng-1 000000000000002G 17"); }, {"Rng::parse"}},
    {"no number", [](Bench&) { Rng::parse("outset-rng-1 000000000000002a "); }, {"Rng::parse"}},
    {"a negative number", [](Bench&) { Rng::parse("outset-rng-1 000000000000002a -1"); },
     {"Rng::parse"}},
    {"too large a number",
     [](Bench&) { Rng::parse("outset-rng-1 000000000000002a 18446744073709551616"); },
     {"Rng::parse"}},
    {"more text", [](Bench&) { Rng::parse("outset-rng-1 000000000000002a 17 "); }, {"Rng::parse"}},
};
// clang-format on

// clang-format off
constexpr Case texts[] = {
    {"nothing", [](Bench& w) { w.text(""); }, {"initializer", "no initializer \"\""}},
    {"blanks", [](Bench& w) { w.text(" \t\n"); }, {"no initializer \"\""}},
    {"no name", [](Bench& w) { w.text("(0.5)"); }, {"no initializer \"\""}},
    {"misspelt", [](Bench& w) { w.text("he_norml"); },
     {"\"he_norml\"", "nearest", "\"he_normal\""}},
    {"misspelt", [](Bench& w) { w.text("orthogonl(2)"); }, {"\"orthogonl\"", "\"orthogonal\""}},
    {"misspelt, as in C++", [](Bench& w) { w.text("HeNorml"); }, {"\"HeNorml\"", "\"he_normal\""}},
    {"a family", [](Bench& w) { w.text("xavier"); }, {"write xavier_uniform or xavier_normal"}},
    {"others' name", [](Bench& w) { w.text("gaussian(0, 1)"); }, {"\"gaussian\"; write normal"}},
    {"nothing like it", [](Bench& w) { w.text("bernoulli"); }, {"\"bernoulli\"; known are zeros, "}},
    {"one of two", [](Bench& w) { w.text("normal(0.02)"); },
     {"normal: 0.02 alone may be mean or std", "write normal(std=0.02), or normal(mean=0.02, std"}},
    {"one of two", [](Bench& w) { w.text("uniform(0.05)"); },
     {"uniform: 0.05", "low or high", "uniform(-0.05, 0.05), or uniform(0, 0.05)"}},
    {"decimal comma", [](Bench& w) { w.text("uniform(0,05)"); },
     {"uniform: high is \"05\"", "leading zero", "decimal comma"}},
    {"decimal comma", [](Bench& w) { w.text("normal(std=0,5)"); },
     {"normal: \"5\" follows an option with a name", "decimal comma"}},
    {"decimal comma", [](Bench& w) { w.text("constant(0,5)"); },
     {"constant: takes at most 1 option, \"5\"", "decimal comma"}},
    {"decimal comma", [](Bench& w) { w.text("sparse(0,9)"); },
     {"sparse: 0,9", "sparse(0.9), or sparse(sparsity=0, std=9)"}},
    {"unknown option", [](Bench& w) { w.text("he_normal(gian=2)"); },
     {"he_normal: no option \"gian\"", "nearest", "\"gain\""}},
    {"unknown option", [](Bench& w) { w.text("normal(stdev=1)"); },
     {"normal: no option", "\"std\""}},
    {"no options at all", [](Bench& w) { w.text("zeros(value=1)"); },
     {"zeros: no option \"value\""}},
    {"twice", [](Bench& w) { w.text("normal(std=1, std=1)"); }, {"normal: std is given twice"}},
    {"twice", [](Bench& w) { w.text("normal(1, mean=1)"); }, {"normal: mean is given twice"}},
    {"too many", [](Bench& w) { w.text("normal(0, 1, 2)"); }, {"normal: takes at most 2", "\"2\""}},
    {"too many", [](Bench& w) { w.text("ones(1)"); }, {"ones: takes", "\"1\""}},
    {"not a number", [](Bench& w) { w.text("normal(std=big)"); },
     {"normal: std is \"big\"", "a number"}},
    {"not a number", [](Bench& w) { w.text("normal(1 2)"); }, {"normal: mean is \"1 2\""}},
    {"not a number", [](Bench& w) { w.text("normal(0,5)(1)"); }, {"normal(0,5)(1)"}},
    {"not a number", [](Bench& w) { w.text("constant(0x10)"); }, {"constant: value is \"0x10\""}},
    {"not a number", [](Bench& w) { w.text("constant(+-1)"); }, {"constant: value is \"+-1\""}},
    {"not a number", [](Bench& w) { w.text("constant(1e999)"); }, {"constant: value is \"1e999\""}},
    {"no value", [](Bench& w) { w.text("normal(std=)"); }, {"normal: std is \"\""}},
    {"no option name", [](Bench& w) { w.text("normal(=1)"); }, {"normal(=1)", "without a name"}},
    {"not whole", [](Bench& w) { w.text("dirac(1.5)"); }, {"dirac: groups is \"1.5\"", "whole"}},
    {"not whole", [](Bench& w) { w.text("dirac(1e3)"); }, {"dirac: groups is \"1e3\""}},
    {"too large", [](Bench& w) { w.text("dirac(99999999999999999999)"); }, {"dirac: groups is"}},
    {"no such fan", [](Bench& w) { w.text("he_normal(fan=up)"); },
     {"he_normal: fan is \"up\"", "in or out or avg or geo_avg"}},
    {"no such family", [](Bench& w) { w.text("variance_scaling(family=cauchy)"); },
     {"variance_scaling: family is \"cauchy\"", "uniform"}},
    {"no such truth", [](Bench& w) { w.text("truncated_normal(corrected=yes)"); },
     {"truncated_normal: corrected is \"yes\"", "true"}},
    {"no such gain", [](Bench& w) { w.text("he_normal(gain=rely)"); },
     {"he_normal: gain is \"rely\"", "\"relu\""}},
    {"others' gain", [](Bench& w) { w.text("he_normal(gain=swish)"); },
     {"he_normal: gain is \"swish\"", "a number or a gain; write silu"}},
    {"a gain for a fan", [](Bench& w) { w.text("he_normal(2)"); },
     {"he_normal: fan is \"2\"", "in or out or avg or geo_avg, or write he_normal(gain=2)"}},
    {"gain's parameter", [](Bench& w) { w.text("he_normal(gain=relu(1))"); },
     {"relu", "parameter"}},
    {"gain's parameter", [](Bench& w) { w.text("he_normal(gain=leaky_relu(1, 2))"); },
     {"he_normal: gain is \"leaky_relu(1, 2)\""}},
    {"gain's parameter", [](Bench& w) { w.text("he_normal(gain=leaky_relu(x))"); },
     {"he_normal: gain is \"leaky_relu(x)\""}},
    {"gain's parameter by a name", [](Bench& w) { w.text("he_normal(gain=leaky_relu(sloppy=1))"); },
     {"he_normal: gain is \"leaky_relu(sloppy=1)\""}},
    {"gain's parameter", [](Bench& w) { w.text("he_normal(gain=leaky_relu(inf))"); },
     {"leaky_relu: slope is inf"}},
    {"a gain is for gains", [](Bench& w) { w.text("normal(std=relu)"); },
     {"normal: std is \"relu\"", "a number"}},
    {"unbalanced", [](Bench& w) { w.text("uniform(1"); }, {"\"uniform(1\"", "parenthesis"}},
    {"unbalanced", [](Bench& w) { w.text("uniform(1, (2)"); }, {"uniform(1, (2)", "parenthes"}},
    {"unbalanced", [](Bench& w) { w.text("uniform(1))"); }, {"uniform(1))", "parenthes"}},
    {"unbalanced", [](Bench& w) { w.text("uniform)"); }, {"uniform)"}},
    {"empty option", [](Bench& w) { w.text("uniform(1,,2)"); }, {"uniform(1,,2)", "empty option"}},
    {"empty option", [](Bench& w) { w.text("uniform(1,)"); }, {"uniform(1,)", "empty option"}},
    {"empty option", [](Bench& w) { w.text("uniform(,)"); }, {"uniform(,)", "empty option"}},
    {"more text", [](Bench& w) { w.text("uniform(1, 2) now"); }, {"uniform(1, 2) now"}},
    {"more text", [](Bench& w) { w.text("zeros ones"); }, {"\"zeros ones\""}},
    {"two calls", [](Bench& w) { w.text("zeros(), ones()"); }, {"zeros(), ones()"}},
    {"5000 characters", [](Bench& w) { w.text(std::string(5000, 'x').c_str()); },
     {"5000 characters", "4096", "xxx..."}},
    {"a legal text, bad options", [](Bench& w) { w.text("normal(std=-1)"); },
     {"initializer: \"normal(std=-1)\": Normal: std is -1"}},
    {"a legal text, bad options", [](Bench& w) { w.text("normal(std=nan)"); },
     {"Normal: std is nan"}},
    {"a legal text, bad options", [](Bench& w) { w.text("he_normal(gain=inf)"); },
     {"HeNormal: gain is inf"}},
    {"a legal text, too large for float", [](Bench& w) { w.text("identity(1e300)"); },
     {"Identity: gain is 1e+300"}},
};
// clang-format on

template <std::size_t count>
std::size_t run(const Case (&cases)[count]) {
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    std::string text = "no exception";
    try {
      c.call(bench);
    } catch (const std::invalid_argument& error) {
      text = error.what();
    } catch (const std::exception& error) {
      text = std::string("another exception: ") + error.what();
    }
    CHECK_THAT(text, StartsWith("outset: "));
    for (const char* word : c.words) {
      if (word != nullptr) CHECK_THAT(text, ContainsSubstring(word));
    }
    INFO(text);
    CHECK(bench.untouched());
    CHECK(text.size() < 300);
  }
  return count;
}

}  // namespace

TEST_CASE("bad arguments are refused in words, and nothing moves") {
  const std::size_t count = run(options) + run(scalars) + run(shapes) + run(questions) + run(texts);
  CHECK(count >= 100);
}

TEST_CASE("what may look like an error and is none") {
  Bench w;
  CHECK_NOTHROW(w.on_float(Normal{.std = 0}));
  CHECK_NOTHROW(w.on_float(HeNormal{.gain = 0}));
  CHECK_NOTHROW(w.on_float(Orthogonal{.gain = 0}));
  CHECK_NOTHROW(w.on_float(Uniform{3, 3}));
  CHECK_NOTHROW(w.on_float(VarianceScaling{.scale = 0}));
  CHECK_NOTHROW(w.on_float(Sparse{.sparsity = 1}));
  CHECK_NOTHROW(w.on_float(Sparse{.sparsity = 0}));
  CHECK_NOTHROW(w.on_float(TruncatedNormal{.lower = -inf, .upper = inf}));
  CHECK_NOTHROW(w.on_float(TruncatedNormal{.lower = 30, .upper = inf}));
  CHECK_NOTHROW(w.on_float(Constant{1e-300}));
  CHECK_NOTHROW(w.on_float(Normal{0, 1e-300}));
  CHECK_NOTHROW(w.on_half(Constant{65504}));
  CHECK_NOTHROW(w.on_bfloat16(Constant{3.38e38}));
  CHECK_NOTHROW(w.on_double(Constant{huge}));
  CHECK_NOTHROW(w.on_double(Uniform{0, huge}));
  CHECK_NOTHROW(w.on_double(Normal{0, huge / 16}));
  CHECK_NOTHROW(Uniform{huge, huge}(w.cd.matrix(4, 3), w.rng));
  CHECK_NOTHROW(Uniform{huge / 2, huge}(w.cd.matrix(4, 3), w.rng));
  CHECK_NOTHROW(w.on_double(VarianceScaling{.scale = huge / 4, .family = Family::uniform}));
  CHECK_NOTHROW(w.on_half(Uniform{-60000, 60000}));
  CHECK_NOTHROW(w.text(" normal ( std = 1 ) "));
  CHECK_NOTHROW(w.text("zeros()"));
}

TEST_CASE("what a scalar cannot hold is refused for an empty matrix too, by text as by type") {
  Eigen::MatrixXf empty(0, 3);
  outset::Rng rng{1};
  CHECK_THROWS_WITH(outset::Constant{.value = 1e39}(empty, rng), ContainsSubstring("float holds"));
  CHECK_THROWS_WITH(outset::initializer("constant(1e39)")(empty, rng),
                    ContainsSubstring("float holds"));
  CHECK(rng == outset::Rng{1});
}

TEST_CASE("the pieces of an error's text: words, quotes, and numbers of every type") {
  using detail::joined;
  using detail::Piece;
  CHECK(joined({}).empty());
  CHECK(joined({"W is ", 3, " x ", most, "."}) == "W is 3 x " + std::to_string(most) + ".");
  CHECK(joined({std::numeric_limits<Index>::min()}) == "-9223372036854775808");
  CHECK(joined({std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
  CHECK(joined({0U, " ", 0.1, " ", -inf, " ", nan}) == "0 0.1 -inf nan");
  CHECK(joined({Piece::quoted("a\"b"), ", ", std::string("c")}) == "\"a\\\"b\", c");
  std::string text = "known are ";
  detail::append(text, {"a", ", ", std::string_view("bcd", 2)});
  CHECK(text == "known are a, bc");
  const std::string long_words(10000, 'x');
  CHECK_THROWS_WITH(detail::fail({long_words, 1}), "outset: " + long_words + "1");
}
