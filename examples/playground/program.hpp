// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The C++ program that repeats a contender's run: the same losses, to the bit.

#include <cstdint>
#include <outset/outset.hpp>
#include <string>

#include "sets.hpp"
#include "settings.hpp"

namespace playground {

/// `epochs`: how many the program trains. It prints nn::csv of its history.
inline std::string program(const Settings& settings, const std::string& init,
                           std::uint64_t epochs) {
  const auto show = outset::detail::show;
  const bool digits = settings.data == "digits";
  std::string text =
      "// Repeats a run of outset's playground. Compile it in outset's folder:\n"
      "//   c++ -std=c++20 -O2 -I include -I examples/data -I /usr/include/eigen3 run.cpp\n"
      "#include <cstdio>\n#include <outset/nn/nn.hpp>\n#include <outset/outset.hpp>\n";
  if (digits) text += "#include \"digits.hpp\"\n";
  text += "\nint main() {\n  const outset::Rng rng(" + std::to_string(settings.seed) + "u);\n";
  if (digits) {
    text +=
        "  const auto [train_images, test_images] =\n"
        "      examples::split(examples::read_digits(\"examples/data/digits.csv\"));\n"
        "  const auto [train, test, height, width, classes] =\n"
        "      examples::standardize<float>(train_images, test_images);\n";
  } else {
    const std::string make =
        "outset::nn::" + (settings.data == "xor" ? "xor_quadrants" : settings.data) +
        "<float>(rng.stream(\"";
    const std::string options = "\"), {.count = " + std::to_string(points_count) +
                                ", .noise = " + show(settings.noise) + "});\n";
    text += "  const auto train = " + make + "train" + options;
    text += "  const auto test = " + make + "test" + options;
  }
  text += "  outset::nn::Mlp<float> net({" + std::string(digits ? "64" : "2");
  for (int i = 0; i < settings.depth; ++i) text += ", " + std::to_string(settings.width);
  text += std::string(", ") + (digits ? "10" : "2") + "}, outset::nn::activation(\"" + settings.f +
          "\"));\n";
  text += "  net.initialize(\"" + init + "\", \"" + settings.bias + "\", rng);\n";
  if (settings.nudge > 0) {
    text +=
        "  for (outset::Index i = 0; i < net.depth(); ++i) {\n"
        "    Eigen::MatrixXf change(net.layer(i).out(), net.layer(i).in());\n"
        "    outset::Normal{.std = " +
        show(settings.nudge) +
        "}(change, rng.stream(\"nudge\").stream(i));\n"
        "    net.layer(i).weight() += change;\n  }\n";
  }
  text += "  outset::nn::Trainer trainer(net, outset::nn::";
  text += settings.method == "adam" ? "Adam" : "Sgd";
  text += "{.rate = " + show(settings.rate);
  if (settings.method == "momentum") text += ", .momentum = 0.9";
  text += "}, rng,\n                              {.batch = " + std::to_string(settings.batch) +
          ", .stop_when_diverged = true});\n";
  text +=
      "  const auto history = outset::nn::fit(trainer, train.x, train.labels,\n"
      "      {.epochs = " +
      std::to_string(epochs) +
      ", .test = test.x, .test_labels = test.labels});\n"
      "  std::fputs(csv(history).c_str(), stdout);\n}\n";
  return text;
}

}  // namespace playground
