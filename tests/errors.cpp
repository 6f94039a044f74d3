// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every way to get something wrong, one line each: what is called, and the words that the error
// must have (who refuses, which parameter, the value given). For all of them: it is a
// std::invalid_argument whose text begins with "outset: ", no matrix has changed and neither have
// the bytes around it, and the Rng stands where it stood.

#include <Eigen/Core>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
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

// What the calls below may use: a 4 x 3 matrix of each scalar.
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
  std::vector<const char*> words;
};

// Unless a line says otherwise, W is 4 x 3 of float.
const std::vector<Case> options{
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

// What a scalar cannot hold. The largest half is 65504, the largest float 3.4028234663852886e+38.
const std::vector<Case> scalars{
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
    {"half", [](Bench& w) { w.on_half(Uniform{0, 1e5}); }, {"Uniform: high is 100000", "half"}},
    {"half", [](Bench& w) { w.on_half(Uniform{-60000, 60000}); },
     {"Uniform: high - low is 120000", "half"}},
    {"no half between", [](Bench& w) { w.on_half(Uniform{2049, 2050}); }, {"Uniform", "half", "2049"}},
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
    {"half", [](Bench& w) { w.on_half(Normal{0, 1e5}); }, {"Normal: std is 100000", "half"}},
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
    {"no half between",
     [](Bench& w) { w.on_half(TruncatedNormal{.mean = 2049, .std = 0.1, .lower = -1, .upper = 1}); },
     {"TruncatedNormal", "half", "2048.9", "2049.1"}},
    {"VarianceScaling", [](Bench& w) { w.on_half(VarianceScaling{.scale = 1e300}); },
     {"VarianceScaling", "half"}},
    {"VarianceScaling", [](Bench& w) {
       w.on_float(VarianceScaling{.scale = 1e200, .family = Family::uniform});
     }, {"VarianceScaling", "float"}},
    {"HeNormal", [](Bench& w) { w.on_float(HeNormal{.gain = 1e300}); }, {"HeNormal", "float"}},
    {"HeUniform", [](Bench& w) { w.on_float(HeUniform{.gain = 1e300}); }, {"HeUniform", "float"}},
    {"HeUniform", [](Bench& w) { w.on_double(HeUniform{.gain = huge}, dense(4, 1)); }, {}},
    {"XavierNormal", [](Bench& w) { w.on_half(XavierNormal{1e5}); }, {"XavierNormal", "half"}},
    {"Orthogonal", [](Bench& w) { w.on_float(Orthogonal{1e300}); },
     {"Orthogonal: gain is 1e+300", "float"}},
    {"Orthogonal", [](Bench& w) { w.on_half(Orthogonal{65505}); },
     {"Orthogonal: gain is 65505", "half"}},
    {"DeltaOrthogonal", [](Bench& w) { w.on_float(DeltaOrthogonal{1e39}); },
     {"DeltaOrthogonal: gain is 1e+39", "float"}},
    {"Sparse", [](Bench& w) { w.on_half(Sparse{.std = 1e6}); }, {"Sparse: std is 1000000", "half"}},
    {"Identity", [](Bench& w) { w.on_float(Identity{1e300}); },
     {"Identity: gain is 1e+300", "float"}},
    {"Identity", [](Bench& w) { w.on_complex(Identity{1e39}); }, {"Identity: gain is 1e+39"}},
};
