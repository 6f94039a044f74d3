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
// matrix. Panels do not depend on each other and columns of Q do not either, so threads draw some
// panels at once, and then apply them to strips of columns at once:
//
// clang-format off
//   panel  0       1       2
//        1 0 0 | 0 0 0 | 0 0 0        1. draw panels 1 and 2
//        0 1 0 | 0 0 0 | 0 0 0        2. for each strip of their columns, and of those after them:
//        0 0 1 | 0 0 0 | 0 0 0           apply panel 2, then panel 1
//        ------+--------------        3. the same with the panels before
//   Q =  0 0 0 | q q q | q q q
//        0 0 0 | q q q | q q q
//        0 0 0 | q q q | q q q
// clang-format on
//
// Part of the stream format: x_j[i] is normal number j m - j (j - 1) / 2 + i of the call's stream
// (of a complex scalar: complex normal number), m = max(rows, cols), k = min(rows, cols); the next
// matrix of the tensor goes on at m k - k (k - 1) / 2.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "outset/heap.hpp"
#include "outset/initializers/householder.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Draws m x k orthonormal frames. It owns the memory that this takes beside the frame: none from
/// the heap for small frames.
template <class Scalar>
class HaarFrames {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  static constexpr Index parts = is_complex<Scalar> ? 2 : 1;

 public:
  /// `owns_frame`: whether `frame` is asked for.
  HaarFrames(Index m, Index k, bool owns_frame, const random::Stream& stream, const char* name)
      : m_(m),
        k_(k),
        panels_((std::max)(Index{1}, (k + panel_width / 2) / panel_width)),
        at_once_(is_large(m, k) ? (std::min)(panels_, most_at_once) : 1),
        widest_((std::max)((std::min)(panel_width, k_), k_ - (panels_ - 1) * panel_width)),
        stream_(stream),
        normals_(Normal{.mean = 0, .std = 1}, name) {
    const Index room = at_once_ > 1 ? 0 : room_for_strip();
    const Index before_frame = at_once_ * Panel<Scalar>::size(m_, widest_) + room;
    // One piece of memory: malloc gives several large ones back to the system with every call.
    const Index size = before_frame + (owns_frame ? parts * m_ * k_ : 0);
    if (size > stack_size) {
      heap_ = Heap<Real>(static_cast<std::size_t>(size));
      workspace_ = heap_.data();
    }
    frame_ = reinterpret_cast<Scalar*>(workspace_ + before_frame);
  }
  HaarFrames(const HaarFrames&) = delete;
  HaarFrames& operator=(const HaarFrames&) = delete;

  /// Whether a frame is drawn on an executor: those that take less than about 150 us are not.
  static bool is_large(Index m, Index k) {
    return k > strip && std::int64_t{m} * k * k >= std::int64_t{1} << 24;
  }

  /// Room for a frame that cannot be made where it will stand, m from one column to the next.
  Scalar* frame() const { return frame_; }

  /// Writes frame `number` column by column, `stride` from one to the next. A large frame is drawn
  /// on the executor.
  void draw(Scalar* frame, Index stride, Index number, const ExecutorRef& executor) {
    const std::uint64_t first =
        static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(frame_normals(m_, k_));
    for (Index end = panels_; end > 0;) {
      const Index begin = (std::max)(Index{0}, end - at_once_);
      const Index start = begin * panel_width;
      const Run run{frame, stride, begin, end};
      if (at_once_ > 1) {
        in_pieces(executor, end - begin, 1,
                  [&](Index p, Index) { draw_panel(begin, begin + p, first); });
        in_pieces(executor, k_ - start, strip, [&](Index j0, Index j1) {
          const Heap<Real> room(static_cast<std::size_t>(room_for_strip()));
          apply(run, start + j0, start + j1, room.data());
        });
      } else {
        draw_panel(begin, begin, first);
        for (Index j = start; j < k_; j += strip) {
          apply(run, j, (std::min)(j + strip, k_), workspace_ + Panel<Scalar>::size(m_, widest_));
        }
      }
      end = begin;
    }
  }

 private:
  static constexpr Index stack_size = 32 * 1024 / static_cast<Index>(sizeof(Real));

  // Columns of Q that go through all products of a panel together, on one thread. They stay in the
  // second cache.
  static constexpr Index strip = 48;

  // Panels of a large frame that are drawn before they are applied: enough for some threads.
  static constexpr Index most_at_once = 8;

  Index room_for_strip() const { return Panel<Scalar>::room(widest_, (std::min)(k_, strip)); }

  // Panel p, in the memory of those from `begin` on.
  Panel<Scalar> panel(Index begin, Index p) const {
    const Index start = p * panel_width;
    const Index width = p + 1 == panels_ ? k_ - start : panel_width;
    return {workspace_ + (p - begin) * Panel<Scalar>::size(m_, widest_), m_ - start, width};
  }

  void draw_panel(Index begin, Index p, std::uint64_t first) const {
    const Index start = p * panel_width;
    panel(begin, p).draw(normals_, stream_,
                         first + static_cast<std::uint64_t>(frame_normals(m_, start)));
  }

  // Panels begin to end - 1, and the frame that they are applied to.
  struct Run {
    Scalar* frame;
    Index stride, begin, end;
  };

  // Applies panels to columns j0 to j1 - 1. Columns of these panels have had none yet.
  void apply(const Run& run, Index j0, Index j1, Real* room) const {
    const Index first_old = run.end == panels_ ? k_ : run.end * panel_width;
    for (Index j = j0; j < (std::min)(j1, first_old); ++j) {
      std::fill_n(run.frame + j * run.stride, m_, Scalar(0));
    }
    for (Index p = run.end; p-- > run.begin;) {
      const Index start = p * panel_width;
      if (j1 <= start) continue;
      panel(run.begin, p)
          .apply(run.frame + start * (run.stride + 1), run.stride, (std::max)(j0 - start, Index{0}),
                 j1 - start, room);
    }
  }

  Index m_, k_, panels_, at_once_, widest_;
  random::Stream stream_;
  Sampler<Real> normals_;
  Real* workspace_ = stack_;
  Scalar* frame_ = nullptr;
  Heap<Real> heap_{};
  alignas(64) Real stack_[std::size_t{stack_size}];
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
