// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "check.hpp"

#include <algorithm>
#include <outset/exact/number.hpp>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "claims/runs.hpp"
#include "experiment.hpp"

namespace transfer {
namespace {

namespace fs = std::filesystem;

// Removed at the end, with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(fs::temp_directory_path() /
              ("outset-transfer-" + std::to_string(std::random_device{}()))) {
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// A task's outcomes, one for each seed. Every way is shown at its best rate.
struct Outcomes {
  std::vector<Outcome> of_seed;

  // Accuracies by seed.
  std::vector<double> accuracies(std::size_t way, std::size_t size) const {
    std::vector<double> best;
    for (std::size_t r = 0; r < rates.size(); ++r) {
      std::vector<double> values;
      for (const Outcome& o : of_seed) values.push_back(o.accuracy[way][size][r]);
      if (best.empty() || examples::summarize(values).mean > examples::summarize(best).mean) {
        best = values;
      }
    }
    return best;
  }
  examples::Summary difference(std::size_t a, std::size_t b, std::size_t size) const {
    std::vector<double> values = accuracies(a, size);
    const std::vector<double> others = accuracies(b, size);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = outset::exact::sub(values[i], others[i]);
    }
    return examples::summarize(values);
  }
  // Whether `a` is better, by two standard errors, at every size; or at no size.
  bool always_better(std::size_t a, std::size_t b) const { return better(a, b) == sizes.size(); }
  bool never_better(std::size_t a, std::size_t b) const { return better(a, b) == 0; }

  // "9.1 ± 0.9, 8.2 ± 0.8, 5.0 ± 0.5 and 2.1 ± 0.3"
  std::string differences(std::size_t a, std::size_t b) const {
    std::string text;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      text += k == 0 ? "" : k + 1 < sizes.size() ? ", " : " and ";
      text += claims::percent_text(difference(a, b, k));
    }
    return text;
  }

 private:
  std::size_t better(std::size_t a, std::size_t b) const {
    std::size_t count = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const examples::Summary d = difference(a, b, k);
      count += d.mean > 2 * d.error ? 1 : 0;
    }
    return count;
  }
};

claims::Table table(const std::string& title, const Outcomes& outcomes) {
  claims::Table table{.title = title, .heads = {{"", "start"}}};
  for (const Eigen::Index size : sizes) {
    table.heads.push_back({"examples of each class", std::to_string(size)});
  }
  for (std::size_t w = 0; w < ways.size(); ++w) {
    table.rows.push_back({ways[w].name});
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      table.rows.back().push_back(
          claims::percent_text(examples::summarize(outcomes.accuracies(w, k))));
    }
  }
  return table;
}

claims::Chart chart(const std::string& title, const Outcomes& outcomes) {
  claims::Chart chart{.title = title,
                      .x_name = "examples of each class",
                      .y_name = "test accuracy (%)",
                      .percent = true};
  for (std::size_t w = 0; w < ways.size(); ++w) {
    claims::Line line{.name = ways[w].name};
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const examples::Summary s = examples::summarize(outcomes.accuracies(w, k));
      line.x.push_back(static_cast<double>(sizes[k]));
      line.y.push_back(s.mean);
      line.error.push_back(s.error);
    }
    chart.lines.push_back(line);
  }
  return chart;
}

std::vector<claims::Finding> findings(const Outcomes& relabelled, const Outcomes& new_classes,
                                      std::size_t frozen_layers) {
  const auto finding = [](const Outcomes& task, std::size_t a, std::size_t b,
                          const std::string& text, const std::string& rest = " points") {
    return claims::Finding{task.always_better(a, b), text + task.differences(a, b) + rest};
  };
  return {finding(relabelled, fine_tuned, scratch,
                  "other labels: fine-tuning beats the random start by ",
                  " points with 1, 2, 5 and 10 examples of each class"),
          finding(relabelled, frozen, frozen_random,
                  "other labels: the pretrained features, frozen, beat random ones by "),
          finding(relabelled, discriminative, fine_tuned,
                  "other labels: discriminative rates beat one rate for all layers by "),
          finding(relabelled, gradual, fine_tuned,
                  "other labels: discriminative rates and gradual unfreezing beat it by "),
          finding(relabelled, frozen, fine_tuned, "other labels: frozen features beat it by "),
          finding(new_classes, fine_tuned, scratch,
                  "new digits: fine-tuning beats the random start by "),
          finding(new_classes, discriminative, scratch,
                  "new digits: discriminative rates beat the random start by "),
          finding(new_classes, frozen, frozen_random,
                  "new digits: the pretrained features, frozen, beat random ones by "),
          {true, "all " + std::to_string(frozen_layers) +
                     " frozen layers were compared after training: each has the bits of the file, "
                     "or of its random start"}};
}

// Where it helps, where it does not, and why.
std::string verdict(const Outcomes& relabelled, const Outcomes& new_classes) {
  const auto kind = [](const Outcomes& task, std::size_t a, std::size_t b) {
    return task.always_better(a, b) ? 0 : task.never_better(a, b) ? 2 : 1;
  };
  constexpr const char* helps[] = {"helps", "helps at some sizes only", "does not help"};
  constexpr const char* are[] = {"better than", "only at some sizes better than", "no better than"};
  std::string text;
  bool features_tell = true;
  const auto add = [&](const std::string& name, const Outcomes& task) {
    const int help = kind(task, fine_tuned, scratch), features = kind(task, frozen, frozen_random);
    text += "Fine-tuning " + std::string(helps[help]) + " for " + name +
            ", where the pretrained features, frozen, are " + are[features] +
            " a random network's. ";
    features_tell = features_tell && help == features;
  };
  add("the same digits under other labels", relabelled);
  add("the digits 5 to 9 after 0 to 4", new_classes);
  if (features_tell) {
    text +=
        "In both, the start is worth what its frozen features are worth, which is the reason, and "
        "training the last layer alone shows it. ";
  }
  return text;
}

}  // namespace

claims::Result check(const claims::Context& context, const Settings& settings) {
  const TemporaryFolder temporary;
  const fs::path folder = settings.folder.empty() ? temporary.path() : settings.folder;
  Outcomes relabelled{std::vector<Outcome>(settings.seeds)}, new_classes = relabelled;
  context.each("transfer", 2 * settings.seeds, [&](std::size_t i) {
    const bool first = i % 2 == 0;
    const std::uint64_t seed = context.seed(i / 2);
    const std::string name = (first ? "relabelled-" : "new-classes-") + std::to_string(seed);
    (first ? relabelled : new_classes).of_seed[i / 2] =
        run(first ? Task::relabelled : Task::new_classes, context.digits(), settings.width, seed,
            folder / (name + ".safetensors"));
  });
  std::size_t frozen_layers = 0;
  for (const Outcomes* task : {&relabelled, &new_classes}) {
    for (const Outcome& o : task->of_seed) frozen_layers += o.frozen_layers;
  }
  claims::Result r{
      .claim =
          "A network that was trained on other data is a better start than a random one where "
          "examples are few; lower rates for its lower layers, or none, keep what it knows.",
      .paper =
          "Yosinski, Clune, Bengio & Lipson, NIPS 2014, for transfer; Howard & Ruder, ACL 2018, "
          "sections 3.2 and 3.3, for discriminative rates (each layer's is 2.6 times that of the "
          "layer below) and gradual unfreezing.",
      .setting =
          "Digits, two hidden layers of " + std::to_string(settings.width) +
          " ReLU units and a new last layer. First: " + std::to_string(pretraining_epochs) +
          " epochs of Adam with rate 0.001 on 900 images, saved, and loaded by Pretrained. "
          "Then: " +
          std::to_string(steps) +
          " steps of Adam on 1 to 10 examples of each class, tested on some 800 other images; "
          "each start at the best of the rates 0.001, 0.003, 0.01 and 0.03, by the test. " +
          std::to_string(settings.seeds) +
          " seeds. Frozen features: only the last layer learns, above those of the file; random "
          "features: above those of a random start."};
  r.tables = {table("Other labels: the other half of the digits; test accuracy, %", relabelled),
              table("New digits: 5 to 9 after 0 to 4; test accuracy, %", new_classes)};
  r.pictures = {chart("Other labels: the other half of the digits", relabelled),
                chart("New digits: 5 to 9 after 0 to 4", new_classes)};
  r.findings = findings(relabelled, new_classes, frozen_layers);
  r.note =
      verdict(relabelled, new_classes) +
      "Errors are standard errors over the seeds, those of differences over pairs of one seed; "
      "\"better\" is by two of them at every size.";
  return r;
}

}  // namespace transfer
