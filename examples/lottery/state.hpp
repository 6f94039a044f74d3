// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The finished trainings in a file, from which a run that was stopped goes on.

#include <string>

#include "experiment.hpp"
#include "finished.hpp"

namespace lottery {

class State {
 public:
  // Nothing is kept where the path is empty. The experiment must outlive it.
  State(std::string path, const Experiment& experiment)
      : path_(std::move(path)), experiment_(experiment) {}

  // Nothing where there is no file. Throws std::runtime_error, which names the file, where it is
  // of other settings or not what `save` writes.
  Finished load() const;
  // Replaces the file; a run that is killed meanwhile leaves the old one.
  void save(const Finished& finished) const;

 private:
  std::string path_;
  const Experiment& experiment_;
};

}  // namespace lottery
