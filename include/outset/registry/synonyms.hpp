// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Names that other libraries use, for errors: PyTorch, Keras, JAX, Flux, Caffe, mlpack, DL4J,
// MXNet, Paddle.

#include "outset/text/names.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

inline constexpr Synonym initializer_synonyms[] = {
    {"const", "constant"},
    {"fill", "constant"},
    {"value", "constant"},
    {"random", "uniform or normal"},
    {"rand", "uniform"},
    {"random_uniform", "uniform"},
    {"gaussian", "normal"},
    {"gauss", "normal"},
    {"randn", "normal"},
    {"random_normal", "normal"},
    {"trunc_normal", "truncated_normal"},
    {"trunc_normal_tf", "truncated_normal"},
    {"truncnorm", "truncated_normal"},
    {"truncated", "truncated_normal"},
    {"truncated_gaussian", "truncated_normal"},
    {"var_scaling", "variance_scaling"},
    {"xavier", "xavier_uniform or xavier_normal"},
    {"glorot", "xavier_uniform or xavier_normal"},
    {"xavier_gaussian", "xavier_normal"},
    {"he", "he_uniform or he_normal"},
    {"kaiming", "he_uniform or he_normal"},
    {"msra", "he_normal or he_uniform"},
    {"msra_prelu", "he_normal or he_uniform"},
    {"relu", "he_normal or he_uniform"},
    {"relu_uniform", "he_uniform"},
    {"lecun", "lecun_uniform or lecun_normal"},
    {"xavier_fan_in", "lecun_normal"},
    {"ortho", "orthogonal"},
    {"orthonormal", "orthogonal"},
    {"haar", "orthogonal"},
    {"unitary", "orthogonal"},
    {"conv_orthogonal", "delta_orthogonal"},
    {"convolution_delta_orthogonal", "delta_orthogonal"},
    {"delta", "dirac or delta_orthogonal"},
    {"eye", "identity"},
    {"id", "identity"},
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
