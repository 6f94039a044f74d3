// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Random orthonormal frames by random reflections. Not QR of a Gaussian matrix, but what it comes
// to (G. W. Stewart, "The efficient generation of random orthogonal matrices with an application to
// condition estimators", SIAM J. Numer. Anal. 17, 1980): let x_j be independent standard normal
// vectors of lengths m, m - 1, ..., and H_j the Householder reflection of x_j to a multiple of the
// first axis. Then the first k columns of
//
//   Q = H_0 H_1 ... H_(k-1) diag(d),     d_j = -x_j[0] / |x_j[0]|,
//
// are a Haar distributed orthonormal frame; of complex normals a unitary one. d makes H_0's first
// column x_0 / |x_0|, as dividing by the signs of R's diagonal does for QR: without it Q is not
// Haar (Mezzadri, "How to generate random matrices from the classical compact groups", Notices of
// the AMS 54, 2007).
//
// Panels of reflections (householder.hpp) are applied from the last one to the first, each to the
// part of Q that is not yet the identity: 2 m k^2 - 2 k^3 / 3 operations, 4/3 n^3 for a square
// matrix. A panel is drawn when it is due, so nothing is stored but Q and one panel.
//
// Part of the stream format: x_j[i] is normal number j m - j (j - 1) / 2 + i of the call's stream
// (of a complex scalar: complex normal number), m = max(rows, cols), k = min(rows, cols); the next
// matrix of the tensor goes on at m k - k (k - 1) / 2.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "outset/initializers/householder.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Draws m x k orthonormal frames. It owns all the memory that this takes beside the frame: none
/// from the heap for small ones.
template <class Scalar>
class HaarFrames {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  static constexpr Index parts = is_complex<Scalar> ? 2 : 1;

 public:
  HaarFrames(Index m, Index k, const random::Stream& stream, const char* name)
      : m_(m),
        k_(k),
        panels_((std::max)(Index{1}, (k + panel_width / 2) / panel_width)),
        widest_((std::max)((std::min)(panel_width, k_), k_ - (panels_ - 1) * panel_width)),
        stream_(stream),
        normals_(Normal{.mean = 0, .std = 1}, name) {
    const Index size =
        Panel<Scalar>::size(m_, widest_) + Panel<Scalar>::room(widest_, (std::min)(k_, strip));
    if (size + parts * m_ * k_ <= stack_size) frame_ = reinterpret_cast<Scalar*>(stack_ + size);
    if (size > stack_size) {
      constexpr Index line = 64 / static_cast<Index>(sizeof(Real));
      heap_.reset(new Real[static_cast<std::size_t>(size + line)]);
      const auto past = reinterpret_cast<std::uintptr_t>(heap_.get()) % 64 / sizeof(Real);
      workspace_ = heap_.get() + (line - static_cast<Index>(past)) % line;
    }
  }
  HaarFrames(const HaarFrames&) = delete;
  HaarFrames& operator=(const HaarFrames&) = delete;

  /// Room for a frame that cannot be made where it will stand, m from one column to the next.
  Scalar* frame() {
    if (frame_ == nullptr) {
      heap_frame_.reset(new Scalar[static_cast<std::size_t>(m_ * k_)]);
      frame_ = heap_frame_.get();
    }
    return frame_;
  }

  /// Writes frame `number` column by column, `stride` from one to the next.
  void draw(Scalar* frame, Index stride, Index number) {
    const std::uint64_t first =
        static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(frame_normals(m_, k_));
    Real* const room = workspace_ + Panel<Scalar>::size(m_, widest_);
    for (Index j = 0; j < k_; ++j) std::fill_n(frame + j * stride, m_, Scalar(0));
    for (Index p = panels_; p-- > 0;) {
      const Index start = p * panel_width;
      Panel<Scalar> panel(workspace_, m_ - start, p + 1 == panels_ ? k_ - start : panel_width);
      panel.draw(normals_, stream_, first + static_cast<std::uint64_t>(frame_normals(m_, start)));
      for (Index j = 0; j < k_ - start; j += strip) {
        panel.apply(frame + start * (stride + 1), stride, j, (std::min)(j + strip, k_ - start),
                    room);
      }
    }
  }

 private:
  static constexpr Index stack_size = 32 * 1024 / static_cast<Index>(sizeof(Real));

  // Columns of Q that go through all products of a panel together: they stay in the second cache.
  static constexpr Index strip = 96;

  Index m_, k_, panels_, widest_;
  random::Stream stream_;
  Sampler<Real> normals_;
  Real* workspace_ = stack_;
  Scalar* frame_ = nullptr;
  std::unique_ptr<Real[]> heap_{};
  std::unique_ptr<Scalar[]> heap_frame_{};
  alignas(64) Real stack_[std::size_t{stack_size}];
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
