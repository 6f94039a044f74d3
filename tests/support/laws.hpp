// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The laws that every initializer obeys, whatever the scalar, the shape and the storage. A suite
// that runs them needs a list of subjects, one line each: tests/initializers/laws.cpp.
//
// A scalar is behind three function pointers (Kind) and all storages are strides, so everything
// here but `Kind::of` is compiled once. tests/storage.cpp tests that Eigen's types become the right
// strides.

#include <Eigen/Core>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/instances.hpp"
#include "support/stats.hpp"

namespace laws {

using outset::AnyInitializer;
using outset::Index;
using outset::Rng;
using outset::Shape;

// Where an initializer writes: a matrix of any scalar, with strides counted in elements.
struct Place {
  void* data;
  Index rows, cols, row_stride, col_stride;
};

// A scalar, erased.
struct Kind {
  const char* name;
  std::size_t size;
  bool complex;
  // With a Shape, or (null) without one.
  void (*call)(const AnyInitializer& init, const Place& place, const Shape* shape, Rng& rng);
  // Rows row0 ... and columns col0 ... of a tensor with `rows` rows that exists nowhere.
  void (*window)(const outset::Distribution& d, const Place& place, Index rows, Index row0,
                 Index col0, Rng& rng);
  std::complex<double> (*value)(const void* element);

  template <class Scalar>
  static Kind of(const char* name) {
    using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    using Map = Eigen::Map<Matrix, Eigen::Unaligned, Strides>;
    constexpr bool complex = !std::is_convertible_v<Scalar, double>;
    return {name,
            sizeof(Scalar),
            complex,
            [](const AnyInitializer& init, const Place& p, const Shape* shape, Rng& rng) {
              Map w(static_cast<Scalar*>(p.data), p.rows, p.cols,
                    Strides(p.col_stride, p.row_stride));
              shape != nullptr ? init(w, *shape, rng) : init(w, rng);
            },
            [](const outset::Distribution& d, const Place& p, Index rows, Index row0, Index col0,
               Rng& rng) {
              const auto view = outset::View<Scalar>::matrix(static_cast<Scalar*>(p.data), p.rows,
                                                             p.cols, p.row_stride, p.col_stride);
              const outset::detail::Sampler<Scalar> sampler(d, "Window");
              const outset::Window at{.rows = rows, .row0 = row0, .col0 = col0};
              outset::detail::fill(sampler, view, rng.take(), at, outset::DefaultExecutor{});
            },
            [](const void* element) {
              Scalar x;
              std::memcpy(&x, element, sizeof x);
              if constexpr (complex) {
                return std::complex<double>(x);
              } else {
                return std::complex<double>(static_cast<double>(x));
              }
            }};
  }
};

// How a matrix lies in memory.
struct Layout {
  const char* name;
  Index row_stride, col_stride;
  Index shift = 0;  // elements off the allocation's alignment

  static Layout dense(Index rows) { return {"column-major", 1, rows}; }
  static std::vector<Layout> others(Index rows, Index cols) {
    return {{"column-major, misaligned", 1, rows, 1},
            {"row-major", cols, 1},
            {"row-major, misaligned", cols, 1, 3},
            {"block of column-major", 1, rows + 3, 2},
            {"block of row-major", cols + 5, 1, 1},
            {"inner stride 2", 2, 2 * rows + 1},
            {"inner stride 3 of row-major", 3 * cols + 2, 3, 5},
            {"rows apart, columns together", 7 * cols + 1, 7}};
  }
};

// A matrix in memory that is known byte for byte, between guards.
class Canvas {
 public:
  Canvas(const Kind& kind, const Layout& layout, Index rows, Index cols, unsigned char salt = 0)
      : kind_(kind), layout_(layout), rows_(rows), cols_(cols) {
    const Index reach = rows == 0 || cols == 0
                            ? 0
                            : (rows - 1) * layout.row_stride + (cols - 1) * layout.col_stride + 1;
    bytes_.resize(static_cast<std::size_t>(2 * guard + layout.shift + reach) * kind.size);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      bytes_[i] = static_cast<unsigned char>((i * 37 + 11) ^ salt);
    }
    untouched_ = bytes_;
  }

  Place place() {
    return {bytes_.data() + offset(0, 0), rows_, cols_, layout_.row_stride, layout_.col_stride};
  }
  const unsigned char* at(Index i, Index j) const { return bytes_.data() + offset(i, j); }
  std::complex<double> value(Index i, Index j) const { return kind_.value(at(i, j)); }

  // The elements in column-major order.
  std::vector<unsigned char> elements() const {
    std::vector<unsigned char> all;
    all.reserve(static_cast<std::size_t>(rows_ * cols_) * kind_.size);
    for (Index j = 0; j < cols_; ++j) {
      for (Index i = 0; i < rows_; ++i) all.insert(all.end(), at(i, j), at(i, j) + kind_.size);
    }
    return all;
  }

  // Guards and the gaps between elements are as they were.
  bool nothing_else_touched() const {
    std::vector<unsigned char> expected = untouched_;
    for (Index j = 0; j < cols_; ++j) {
      for (Index i = 0; i < rows_; ++i) {
        std::memcpy(expected.data() + offset(i, j), at(i, j), kind_.size);
      }
    }
    return bytes_ == expected;
  }
  bool untouched() const { return bytes_ == untouched_; }

 private:
  static constexpr Index guard = 64;  // elements; 64 of 16 bits are two AVX-512 registers

  std::size_t offset(Index i, Index j) const {
    const Index element = guard + layout_.shift + i * layout_.row_stride + j * layout_.col_stride;
    return static_cast<std::size_t>(element) * kind_.size;
  }

  Kind kind_;
  Layout layout_;
  Index rows_, cols_;
  std::vector<unsigned char> bytes_, untouched_;
};

// An initializer under test.
struct Subject {
  AnyInitializer init;
  std::vector<Shape> shapes;  // for which it is legal
  bool random;                // two seeds give two results

  std::string text() const { return to_string(init); }
};

inline std::string text(const Shape& shape) {
  return std::to_string(shape.rows()) + " x " + std::to_string(shape.cols()) + " of " +
         std::to_string(shape.parts()) + " parts, " + std::to_string(shape.groups()) + " groups, " +
         std::to_string(shape.receptive_field()) + " taps" +
         (shape.transposed() ? ", transposed" : "");
}

// A fresh column-major matrix, filled.
inline Canvas filled(const Kind& kind, const AnyInitializer& init, const Shape& shape, Rng rng,
                     unsigned char salt = 0) {
  Canvas canvas(kind, Layout::dense(shape.rows()), shape.rows(), shape.cols(), salt);
  kind.call(init, canvas.place(), &shape, rng);
  return canvas;
}

// The same seed gives the same bits, whatever stood there before; another seed or stream gives
// others.
inline void same_seed_same_bits(const Kind& kind, const Subject& subject) {
  for (const Shape& shape : subject.shapes) {
    CAPTURE(kind.name, subject.text(), text(shape));
    const auto first = filled(kind, subject.init, shape, Rng(1)).elements();
    CHECK(first == filled(kind, subject.init, shape, Rng(1), 0x5A).elements());
    if (!subject.random || shape.size() < 20) continue;
    CHECK(first != filled(kind, subject.init, shape, Rng(2)).elements());
    CHECK(first != filled(kind, subject.init, shape, Rng(1).stream("a")).elements());
    Rng second(1);
    second.take();
    CHECK(first != filled(kind, subject.init, shape, second).elements());
  }
}

// Every storage has the dense column-major result at the same (row, column), and nothing but its
// elements is written.
inline void every_storage_alike(const Kind& kind, const Subject& subject) {
  for (const Shape& shape : subject.shapes) {
    const Canvas dense = filled(kind, subject.init, shape, Rng(3));
    const auto expected = dense.elements();
    CAPTURE(kind.name, subject.text(), text(shape));
    CHECK(dense.nothing_else_touched());
    for (const Layout& layout : Layout::others(shape.rows(), shape.cols())) {
      CAPTURE(layout.name);
      Canvas canvas(kind, layout, shape.rows(), shape.cols());
      Rng rng(3);
      kind.call(subject.init, canvas.place(), &shape, rng);
      CHECK(canvas.elements() == expected);
      CHECK(canvas.nothing_else_touched());
    }
  }
}

// A call takes one stream and leaves the key unchanged, whatever the size. Without a Shape, W is
// dense.
inline void one_stream_a_call(const Kind& kind, const Subject& subject) {
  for (const Shape& shape : subject.shapes) {
    CAPTURE(kind.name, subject.text(), text(shape));
    Canvas canvas(kind, Layout::dense(shape.rows()), shape.rows(), shape.cols());
    Rng rng = Rng(4).stream("key");
    rng.take();
    const Rng before = rng;
    kind.call(subject.init, canvas.place(), &shape, rng);
    CHECK(rng.key() == before.key());
    CHECK(rng.next() == before.next() + 1);
    if (shape == outset::dense(shape.rows(), shape.cols())) {
      Canvas unshaped(kind, Layout::dense(shape.rows()), shape.rows(), shape.cols());
      Rng again = before;
      kind.call(subject.init, unshaped.place(), nullptr, again);
      CHECK(again == rng);
      CHECK(unshaped.elements() == canvas.elements());
    }
  }
}

inline std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(no std::invalid_argument)";
}

// Nothing is written to an empty matrix, but the call takes its stream.
inline void empty_matrices(const Kind& kind, const Subject& subject) {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{0, 5}, {5, 0}, {0, 0}}) {
    CAPTURE(kind.name, subject.text(), rows, cols);
    Canvas canvas(kind, Layout::dense(rows), rows, cols);
    Rng rng(5);
    const Shape shape = outset::dense(rows, cols);
    const Shape part = outset::slice(outset::dense(9, 9), 2, 2, rows, cols);
    CHECK_NOTHROW(kind.call(subject.init, canvas.place(), nullptr, rng));
    CHECK_NOTHROW(kind.call(subject.init, canvas.place(), &shape, rng));
    CHECK_NOTHROW(kind.call(subject.init, canvas.place(), &part, rng));
    CHECK(rng.next() == 3);
    CHECK(canvas.untouched());
  }
}

// W of another size than the Shape's is refused, even with the same number of elements.
inline void wrong_sizes(const Kind& kind, const Subject& subject) {
  for (const Shape& shape : subject.shapes) {
    const Index r = shape.rows(), c = shape.cols();
    for (const auto& [rows, cols] :
         {std::pair<Index, Index>{r + 1, c}, {r, c + 1}, {c, r}, {0, 0}, {r * c, 1}, {1, r * c}}) {
      if (rows == r && cols == c) continue;
      CAPTURE(kind.name, subject.text(), text(shape), rows, cols);
      Canvas canvas(kind, Layout::dense(rows), rows, cols);
      Rng rng(6);
      const std::string error =
          error_of([&] { kind.call(subject.init, canvas.place(), &shape, rng); });
      CHECK_THAT(error, StartsWith("outset: ") && ContainsSubstring("Shape") &&
                            ContainsSubstring(std::to_string(rows) + " x " + std::to_string(cols)));
      CHECK(canvas.untouched());
      CHECK(rng == Rng(6));
    }
  }
}

// An initializer that is printed and read back does the same.
inline void text_round_trip(const Kind& kind, const Subject& subject) {
  const AnyInitializer again = outset::initializer(subject.text());
  CHECK(to_string(again) == subject.text());
  for (const Shape& shape : subject.shapes) {
    CAPTURE(kind.name, subject.text(), text(shape));
    CHECK(filled(kind, subject.init, shape, Rng(7)).elements() ==
          filled(kind, again, shape, Rng(7)).elements());
  }
}

// A window of a tensor has the elements that the whole tensor has there.
inline void windows(const Kind& kind, const Subject& subject) {
  const Shape shape = outset::dense(70, 33);  // 2310 elements: three chunks of float
  const Canvas whole = filled(kind, subject.init, shape, Rng(8));
  struct Window {
    Index row0, col0, rows, cols;
  };
  for (const Window& w : {Window{0, 0, 70, 33}, Window{0, 5, 70, 20}, Window{3, 0, 50, 33},
                          Window{69, 32, 1, 1}, Window{17, 15, 1, 3}, Window{1, 1, 2, 30}}) {
    CAPTURE(kind.name, subject.text(), w.row0, w.col0, w.rows, w.cols);
    for (const Layout& layout : {Layout::dense(w.rows), Layout{"row-major", w.cols, 1}}) {
      CAPTURE(layout.name);
      Canvas canvas(kind, layout, w.rows, w.cols);
      Rng rng(8);
      kind.window(subject.init.distribution(shape), canvas.place(), shape.rows(), w.row0, w.col0,
                  rng);
      bool alike = true;
      for (Index j = 0; j < w.cols; ++j) {
        for (Index i = 0; i < w.rows; ++i) {
          alike = alike &&
                  std::memcmp(canvas.at(i, j), whole.at(w.row0 + i, w.col0 + j), kind.size) == 0;
        }
      }
      CHECK(alike);
      CHECK(canvas.nothing_else_touched());
      CHECK(rng.next() == 1);
    }
  }
}

// The standardized law of a distribution: its moments from its density, by quadrature.
inline stats::Law law_of(const outset::Distribution& d) {
  if (std::holds_alternative<outset::Normal>(d)) {
    return stats::Law::normal(mean(d), std::sqrt(variance(d)));
  }
  const double far = 12 * std::sqrt(variance(d));
  const auto inside = [](double bound, double limit) {
    return std::isfinite(bound) ? bound : limit;
  };
  const stats::Law law =
      stats::Law::of([&](double x) { return pdf(d, x); }, inside(lower_bound(d), mean(d) - far),
                     inside(upper_bound(d), mean(d) + far));
  return {mean(d), std::sqrt(variance(d)), law.moment};
}

// What is drawn follows `distribution`: four moments, each within what 1e5 elements (2e5 reals of a
// complex matrix) allow at the suite's false-alarm rate, and never outside the bounds. It would see
// a std that is off by 3 %, or a mean off by 0.02 std. The seed is fixed.
inline void moments(const Kind& kind, const Subject& subject) {
  const Shape shape = outset::dense(320, 313);
  const outset::Distribution d = subject.init.distribution(shape);
  CHECK(d.index() == subject.init.distribution(shape).index());
  const Canvas canvas = filled(kind, subject.init, shape, Rng(9));
  CAPTURE(kind.name, subject.text());
  const double low = lower_bound(d), high = upper_bound(d);
  const bool open = std::holds_alternative<outset::Uniform>(d) && low < high;
  bool inside = true, real = true;
  stats::Law law{mean(d), 1, {}};
  if (variance(d) > 0) law = law_of(d);
  if (kind.complex) law.sd /= std::sqrt(2);
  stats::Moments re(law);
  law.mean = 0;
  stats::Moments im(law);
  for (Index j = 0; j < shape.cols(); ++j) {
    for (Index i = 0; i < shape.rows(); ++i) {
      const std::complex<double> x = canvas.value(i, j);
      inside = inside && x.real() >= low && (open ? x.real() < high : x.real() <= high);
      real = real && x.imag() == 0;
      re.add(x.real());
      im.add(x.imag());
    }
  }
  if (variance(d) > 0) {  // a single value may be rounded to either side
    CHECK(inside);
    const stats::MomentRecord record = re.record();
    INFO(record);
    CHECK(record.p > stats::false_alarm);
    if (kind.complex) {
      const stats::MomentRecord imaginary = im.record();
      INFO(imaginary);
      CHECK(imaginary.p > stats::false_alarm);
    }
  } else {
    CHECK(real);
    CHECK(canvas.value(0, 0).real() == Approx(mean(d)).epsilon(0.004));  // bfloat16: 2^-9
    CHECK(canvas.value(7, 5) == canvas.value(0, 0));
  }
  if (!kind.complex) CHECK(real);
}

}  // namespace laws
