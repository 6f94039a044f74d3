// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A file's tensors as an initializer: transfer learning, where a trained network is where another
// one starts.
//
//   outset::io::Pretrained pretrained(outset::io::Safetensors("model.safetensors"),
//                                     {{"layer.0.weight", "fc1.weight"}});
//   pretrained["layer.0.weight"](W, rng);             // one tensor
//   std::cout << pretrained.load(net, rng).text();    // all of a net's
//
// For other classes than the file's network had, a new last layer (and nn/layer_rates.hpp):
//
//   outset::io::Pretrained(file, {}, {.fresh = {"layer.2"}, .fallback = outset::HeNormal{}})
//       .load(net, rng);

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/any_initializer.hpp"
#include "outset/bias.hpp"
#include "outset/error.hpp"
#include "outset/io/layouts.hpp"
#include "outset/io/matrix.hpp"
#include "outset/io/pretrained_report.hpp"
#include "outset/io/safetensors.hpp"
#include "outset/io/weight_selection.hpp"
#include "outset/nn/network.hpp"
#include "outset/rng.hpp"
#include "outset/text/quote.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// Options of a Pretrained.
struct PretrainedOptions {
  /// A tensor that is missing, does not match or is not used is an error. Otherwise it is reported;
  /// what finds no tensor gets `fallback`, and stays as it is without one.
  bool strict = true;
  /// Layers that `load` does not take from the file, by their names in the net. They get
  /// `fallback`; the file's tensors of their names count as used.
  std::set<std::string> fresh{};
  bool transpose = false;  ///< the file's matrices are (in, out), as Keras and Flax store them
  bool select = false;     ///< a larger tensor matches, by weight selection
  Convert convert = Convert::no;  ///< whether a tensor of another scalar matches
  std::optional<AnyInitializer> fallback = std::nullopt;  ///< for weights without a tensor
  AnyInitializer bias_fallback = {};  ///< for biases, where `fallback` is given: zeros
};

/// A file's tensors by the names that a network has for them.
class Pretrained {
 public:
  using Names = std::map<std::string, std::string>;

  /// One tensor as an initializer. A call takes its stream, as every initializer's, and draws
  /// nothing if the tensor is there, so that weights after it do not depend on that.
  class Tensor {
   public:
    /// Throws std::runtime_error, and writes nothing, where the tensor is missing or does not match
    /// and there is no fallback, or the loading is strict.
    template <Target M, RandomSource R>
    void operator()(M&& w, R&& rng) const {
      call(w, rng);
    }
    template <Target M, RandomSource R>
    void operator()(M&& w, const Shape& shape, R&& rng) const {
      call(w, rng, shape);
    }

   private:
    friend class Pretrained;
    Tensor(const Pretrained& owner, std::string name) : owner_(owner), name_(std::move(name)) {}

    template <class M, class... S>
    void call(M& w, Rng& rng, const S&... shape) const {
      using T = std::remove_cvref_t<M>;
      const auto view = storage<T>::view(w);
      const Sizes sizes = owner_.sizes_for<T>(w, view, shape...);
      const std::string problem =
          owner_.problem<typename outset::detail::StorageOf<T>::Scalar>(name_, sizes);
      if (problem.empty()) {
        owner_.read(name_, view, sizes);
        rng.take();
        return;
      }
      const auto& fallback = owner_.options_.fallback;
      if (owner_.options_.strict || !fallback) {
        detail::fail_file(owner_.file_.path(), {"Pretrained: ", name_, ": ", problem});
      }
      if constexpr (outset::detail::CanFill<AnyInitializer, M&, const S&..., Rng&>) {
        (*fallback)(w, shape..., rng);
      } else {
        outset::detail::fail("Pretrained: a fallback for a tensor of several axes needs its Shape");
      }
    }

    const Pretrained& owner_;
    std::string name_;
  };

  /// `names`: what the file calls a tensor of the network; a name that is not there is the same in
  /// both.
  explicit Pretrained(Safetensors file, Names names = {}, PretrainedOptions options = {})
      : file_(std::move(file)), names_(std::move(names)), options_(std::move(options)) {}

  /// The initializer of one tensor; it must not outlive this.
  Tensor operator[](std::string name) const { return Tensor(*this, std::move(name)); }

  /// Fills the weights and biases of a net that tells its layers (nn/network.hpp), under the names
  /// "<layer>.weight" and "<layer>.bias"; PReLU's slope is "<layer>.slope". Fallbacks take their
  /// numbers from rng.stream(name). Before anything is written it throws std::runtime_error with
  /// the report where the loading is strict and not complete, and std::invalid_argument where
  /// `fresh` has a name that no layer with weights has.
  template <nn::Network Net>
  PretrainedReport load(Net& net, const Rng& rng) const {
    struct Place {
      std::string name;
      nn::MatrixView<nn::ScalarOf<Net>> values;
      Shape shape;
      bool is_weight;
      bool is_fresh;
      std::string problem{};
    };
    std::vector<Place> places;
    std::set<std::string> unknown = options_.fresh;
    for (auto& layer : nn::layers(net)) {
      if (!layer.weight.present()) continue;
      const Shape shape = layer.shape.value_or(dense(layer.weight.rows(), layer.weight.cols()));
      const bool fresh = unknown.erase(layer.name) > 0;
      places.push_back({layer.name + ".weight", layer.weight, shape, true, fresh});
      if (layer.bias.present()) {
        places.push_back({layer.name + ".bias", layer.bias, bias_of(shape), false, fresh});
      }
      if (layer.extra.present()) {
        places.push_back({layer.name + ".slope", layer.extra, bias_of(dense(1, 1)), false, fresh});
      }
    }
    if (!unknown.empty()) {
      outset::detail::fail({"Pretrained: fresh has ", outset::detail::in_quotes(*unknown.begin()),
                            ", must be the name of a layer with weights"});
    }
    PretrainedReport report;
    std::set<std::string> used;
    for (Place& place : places) {
      if (place.is_fresh) {
        report.fresh.push_back(place.name);
        used.insert(name_in_file(place.name));
        continue;
      }
      place.problem = problem<nn::ScalarOf<Net>>(place.name, sizes_of(place.shape));
      if (!file_.contains(name_in_file(place.name))) {
        report.missing.push_back(place.name);
        continue;
      }
      used.insert(name_in_file(place.name));
      if (place.problem.empty()) {
        report.loaded.push_back(place.name);
      } else {
        report.mismatched.push_back(place.name + " (" + place.problem + ")");
      }
    }
    for (const std::string& name : file_.names()) {
      if (!used.contains(name)) report.unused.push_back(name);
    }
    if (options_.strict && !report.complete()) {
      detail::fail_file(file_.path(), {"Pretrained: the file is not this net's: ", report.text()});
    }
    for (const Place& place : places) {
      auto map = place.values.map();
      if (place.problem.empty() && !place.is_fresh) {
        read(place.name, storage<decltype(map)>::view(map), sizes_of(place.shape));
      } else if (options_.fallback && place.name.ends_with(".slope")) {
        continue;  // it keeps its start
      } else if (options_.fallback) {
        const AnyInitializer& init = place.is_weight ? *options_.fallback : options_.bias_fallback;
        init(map, place.shape, rng.stream(place.name));
      }
    }
    return report;
  }

 private:
  const std::string& name_in_file(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? name : found->second;
  }

  template <class T, class Scalar>
  static Sizes sizes_for(const T& w, const View<Scalar>&) {
    Sizes sizes;
    detail::with_source(w, [&](const auto&, const Sizes& own) { sizes = own; });
    return sizes;
  }
  template <class T, class Scalar>
  static Sizes sizes_for(const T&, const View<Scalar>& view, const Shape& shape) {
    const bool same_rows = view.rows == shape.rows() || outset::detail::StorageOf<T>::is_vector;
    if (view.rows * view.cols != shape.size() || !same_rows) {
      outset::detail::fail({"Pretrained: W is ", view.rows, " x ", view.cols, ", must be ",
                            shape.rows(), " x ", shape.cols(), " as its Shape"});
    }
    return sizes_of(shape);
  }

  /// The sizes that the file's tensor has in the network.
  Sizes sizes_in_network(const std::string& name) const {
    Sizes sizes = file_.shape(name);
    if (options_.transpose && sizes.size() == 2) std::swap(sizes[0], sizes[1]);
    return sizes;
  }

  static bool same_matrix(const Sizes& a, const Sizes& b) {
    const detail::MatrixSizes x = detail::matrix_sizes(a), y = detail::matrix_sizes(b);
    return x.rows == y.rows && x.cols == y.cols;
  }

  static bool selectable(const Sizes& teacher, const Sizes& student) {
    if (teacher.size() != student.size()) return false;
    for (std::size_t axis = 0; axis < teacher.size(); ++axis) {
      if (student[axis] < 1 || student[axis] > teacher[axis]) return false;
    }
    return true;
  }

  /// Why the file has no tensor of this name, scalar and sizes; empty if it has.
  template <class Scalar>
  std::string problem(const std::string& own_name, const Sizes& sizes) const {
    const std::string& name = name_in_file(own_name);
    if (!file_.contains(name)) {
      return "there is no tensor " + outset::detail::in_quotes(name) + " in the file";
    }
    const Sizes there = sizes_in_network(name);
    // A network may have a kernel flat that the file has with its taps' axes, or the other way.
    const bool fits = there == sizes ||
                      (there.size() != sizes.size() && same_matrix(there, sizes)) ||
                      (options_.select && selectable(there, sizes));
    if (!fits) {
      return "the file has sizes " + detail::text_of(there) + ", must have " +
             detail::text_of(sizes);
    }
    const std::string_view own = name_of(detail::dtype_of<Scalar>());
    const std::string_view dtype = file_.dtype(name);
    const bool real = dtype == "F16" || dtype == "BF16" || dtype == "F32" || dtype == "F64";
    if (dtype != own && !(options_.convert == Convert::yes && real && !is_complex<Scalar>)) {
      return "the file has " + std::string(dtype) + ", must have " + std::string(own);
    }
    return "";
  }

  /// Reads a tensor that `problem` has nothing against.
  template <class Scalar>
  void read(const std::string& own_name, const View<Scalar>& view, const Sizes& sizes) const {
    const std::string& name = name_in_file(own_name);
    const Sizes there = sizes_in_network(name);
    const bool turned = options_.transpose && there.size() == 2;
    const bool selects = there != sizes && selectable(there, sizes);
    if (!selects && !(turned && view.axes > 1)) {
      detail::read_tensor(file_.input(), file_.stored(name),
                          turned ? detail::transposed(view) : view);
      return;
    }
    NdArray<Scalar> array = load_array<Scalar>(file_, name, options_.convert);
    if (turned) array = detail::permuted(array, {1, 0});
    if (selects) array = select_weights(array, sizes);
    auto value = array.values.begin();
    for (Index i = 0; i < view.rows; ++i) {
      for (Index j = 0; j < view.cols; ++j) view(i, j) = *value++;
    }
  }

  Safetensors file_;
  Names names_;
  PretrainedOptions options_;
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
