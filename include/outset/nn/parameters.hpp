// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The parameters of a network that tells its layers: to keep them and put them back to the bit, and
// to have an Optimizer move them.

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/matrix_view.hpp"
#include "outset/nn/network.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

/// The parameters as they are now. They are put back at the end of the scope, unless `keep` was
/// called: an error in between leaves the network as it was.
template <std::floating_point Real>
class Rollback {
 public:
  explicit Rollback(const std::vector<LayerView<Real>>& views) {
    for (const LayerView<Real>& view : views) {
      // An array, because nvcc's front end loses a list in a loop's head.
      const MatrixView<Real> parameters[] = {view.weight, view.bias, view.extra};
      for (const MatrixView<Real>& parameter : parameters) {
        if (parameter.size() == 0) continue;
        parameters_.push_back(parameter);
        copies_.push_back(parameter.map());
      }
    }
  }
  ~Rollback() {
    if (!kept_) restore();
  }
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;

  void keep() { kept_ = true; }
  void restore() {
    for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].map() = copies_[i];
  }

 private:
  std::vector<MatrixView<Real>> parameters_{};
  std::vector<Matrix<Real>> copies_{};
  bool kept_ = false;
};

/// Weights and biases of any network as an Optimizer wants them: flat, each with its gradient.
/// Errors: a layer with weights has no gradient of their size.
template <std::floating_point Real>
class FlatParameters {
 public:
  explicit FlatParameters(const std::vector<LayerView<Real>>& views) {
    for (const LayerView<Real>& view : views) {
      if (view.weight.size() > 0) add(view.name, ".weight", view.weight, view.weight_gradient);
      if (view.bias.size() > 0 && view.bias_gradient.size() > 0) {
        add(view.name, ".bias", view.bias, view.bias_gradient);
      }
    }
  }

  Index parameter_count() const {
    Index count = 0;
    for (const MatrixView<Real>& parameter : parameters_) count += parameter.size();
    return count;
  }
  Index tensor_count() const { return static_cast<Index>(parameters_.size()); }
  template <class Use>
  void for_each_parameter(Use&& use) {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const MatrixView<Real>& parameter = parameters_[i];
      Matrix<Real> values = parameter.map();
      use(Eigen::Map<Vector<Real>>(values.data(), values.size()),
          Eigen::Map<const Vector<Real>>(gradients_[i].data(), gradients_[i].size()));
      parameter.map() = values;
    }
  }

 private:
  void add(const std::string& layer, const char* member, const MatrixView<Real>& parameter,
           const MatrixView<const Real>& gradient) {
    if (gradient.size() != parameter.size()) {
      outset::detail::fail({"network: layer \"", layer, "\" has a ", member, "_gradient of ",
                            gradient.rows(), " x ", gradient.cols(), ", must be ", parameter.rows(),
                            " x ", parameter.cols()});
    }
    parameters_.push_back(parameter);
    gradients_.push_back(gradient.map());
  }

  std::vector<MatrixView<Real>> parameters_{};
  std::vector<Matrix<Real>> gradients_{};
};

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
