// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The initializers that a text can name, and their options. This table is the only place that knows
// them by text: one line adds an initializer to all that any_initializer.hpp does. How a line is
// made is in registry/known.hpp.

#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#if OUTSET_DEFINITIONS
#include "outset/registry/known.hpp"
#else
#include "outset/registry/types.hpp"
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

// The first name is the one that it is printed with. A template, so that only those who use it
// compile it. The first line is what a default AnyInitializer is.
template <class Tag = void>
inline constexpr auto registry = registry_of<Tag>(
    known<Zeros>("zeros"), known<Ones>("ones"),
    known<Constant>("constant", option<&Constant::value>("value")),
    known<Uniform>("uniform", option<&Uniform::low>("low"), option<&Uniform::high>("high"))
        .alone("uniform(-|x|, |x|), or uniform(0, |x|)"),
    known<Normal>("normal", option<&Normal::mean>("mean"), option<&Normal::std>("std"))
        .alone("normal(std=|x|), or normal(mean=x, std=0.01)"),
    known<TruncatedNormal>("truncated_normal", option<&TruncatedNormal::mean>("mean"),
                           option<&TruncatedNormal::std>("std"),
                           option<&TruncatedNormal::lower>("lower"),
                           option<&TruncatedNormal::upper>("upper"),
                           option<&TruncatedNormal::corrected>("corrected"))
        .alone("truncated_normal(std=|x|), or truncated_normal(mean=x, std=0.01)"),
    known<VarianceScaling>("variance_scaling", option<&VarianceScaling::scale>("scale"),
                           option<&VarianceScaling::fan>("fan"),
                           option<&VarianceScaling::family>("family")),
    known<XavierUniform>({"xavier_uniform", "glorot_uniform"},
                         option<&XavierUniform::gain>("gain")),
    known<XavierNormal>({"xavier_normal", "glorot_normal"}, option<&XavierNormal::gain>("gain")),
    known<HeUniform>({"he_uniform", "kaiming_uniform"}, option<&HeUniform::fan>("fan"),
                     option<&HeUniform::gain>("gain")),
    known<HeNormal>({"he_normal", "kaiming_normal"}, option<&HeNormal::fan>("fan"),
                    option<&HeNormal::gain>("gain")),
    known<LecunUniform>("lecun_uniform"), known<LecunNormal>("lecun_normal"),
    known<Orthogonal>("orthogonal", option<&Orthogonal::gain>("gain")),
    known<DeltaOrthogonal>("delta_orthogonal", option<&DeltaOrthogonal::gain>("gain")),
    known<Sparse>("sparse", option<&Sparse::sparsity>("sparsity"), option<&Sparse::std>("std")),
    known<Identity>("identity", option<&Identity::gain>("gain")),
    known<Dirac>("dirac", option<&Dirac::groups>("groups")));

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
