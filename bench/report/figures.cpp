// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "figures.hpp"

#include <algorithm>
#include <sstream>

#include "goals.hpp"

namespace report {
namespace {

std::vector<std::string> words(const std::string& text, char separator) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, separator);) found.push_back(word);
  return found;
}

class Maker {
 public:
  explicit Maker(const Results& results)
      : results_(results),
        best_(results.context("fill", "backend")),
        backends_(words(results.context("fill", "backends"), ' ')) {
    std::reverse(backends_.begin(), backends_.end());
  }

  std::vector<Section> all() {
    return {peers(),   backends(), in_cache(),   layouts(),  sizes(),
            threads(), native(),   structured(), training(), cost()};
  }

 private:
  // The bar of one counter of one benchmark, if it was measured.
  void add(Chart& chart, const std::string& label, const std::string& program,
           const std::string& name, const std::string& counter, Whose whose = Whose::own,
           double goal = 0) const {
    const Figure figure = results_.find(program, name, counter);
    if (!figure) return;
    const std::string executable = program == "plain" ? "fill"
                                   : (program == "native" || program == "native_peers")
                                       ? "fill_native"
                                       : program;
    chart.bars.push_back({label, whose, figure, goal,
                          "bench_" + executable + " --benchmark_filter='^" + name + "/'"});
  }

  std::string of(const std::string& fill, const std::string& size = "64MiB") const {
    return fill + "/" + size + "/" + best_;
  }

  // Ours on every backend, memset, and the peers from the fastest on.
  Chart beside_peers(const std::string& fill) const {
    Chart chart{fill, "64 MiB, one thread", "GB/s", {}};
    add(chart, "memset", "fill", of(fill), "memset_GB/s", Whose::limit);
    for (const std::string& backend : backends_) {
      add(chart, "outset, " + backend, "fill", fill + "/64MiB/" + backend, "GB/s");
    }
    const auto first_peer = static_cast<std::ptrdiff_t>(chart.bars.size());
    for (const std::string program : {"fill", "native_peers"}) {
      for (const std::string& name : results_.names(program, "peer/")) {
        const std::string suffix = "/" + fill + "/64MiB";
        const std::size_t at = name.find(suffix);
        if (at == std::string::npos) continue;
        add(chart, name.substr(5, at - 5) + (program == "fill" ? "" : ", -march=native"), program,
            name, "GB/s", Whose::peer);
      }
    }
    std::sort(chart.bars.begin() + first_peer, chart.bars.end(),
              [](const Bar& a, const Bar& b) { return a.figure.median > b.figure.median; });
    return chart;
  }

  Section peers() const {
    return {"Beside other libraries",
            "The same memory, filled by each in the way that its documentation recommends, every "
            "program compiled with the flags below; bars with -march=native say so. libtorch and "
            "Armadillo are the system's packages, with the packages' flags. Eigen's setRandom is "
            "uniform only, on [-1, 1].",
            {beside_peers("uniform/float"), beside_peers("normal/float"),
             beside_peers("uniform/double"), beside_peers("normal/double")}};
  }

  Section backends() const {
    Section section{"Every scalar, on every backend of this machine",
                    "64 MiB, as a part of memset beside it: the bytes that a second writes. A half "
                    "has half of a float's bytes, so the same part is twice the elements.",
                    {}};
    for (const std::string& backend : backends_) {
      Chart chart{backend, "64 MiB", "of memset", {}};
      for (const char* scalar : {"float", "double", "half", "bfloat16"}) {
        for (const char* distribution : {"uniform", "normal", "truncated"}) {
          const std::string fill = std::string(distribution) + "/" + scalar;
          const std::string name = fill + "/64MiB/" + backend;
          add(chart, fill, "fill", name, "of_memset", Whose::own, goal_of(name));
        }
      }
      if (backend == best_) add(chart, "zeros/float", "fill", of("zeros/float"), "of_memset");
      section.charts.push_back(chart);
    }
    Chart larger{"float, 256 MiB", "", "of memset", {}};
    for (const std::string& backend : backends_) {
      for (const std::string distribution : {"uniform", "normal"}) {
        add(larger, distribution + ", " + backend, "fill",
            distribution + "/float/256MiB/" + backend, "of_memset");
      }
    }
    section.charts.push_back(larger);
    return section;
  }

  Section in_cache() const {
    Chart cached{"256 x 256 float", "256 KiB", "GB/s", {}};
    add(cached, "memset", "fill", of("uniform/float", "256x256"), "memset_GB/s", Whose::limit);
    for (const std::string& backend : backends_) {
      for (const std::string distribution : {"uniform", "normal", "truncated"}) {
        add(cached, distribution + ", " + backend, "fill",
            distribution + "/float/256x256/" + backend, "GB/s");
      }
    }
    Chart small{"16 x 16 float, a whole call", "fans, stream, dispatch and 256 numbers", "ns", {}};
    for (const std::string fill : {"zeros", "uniform", "he_normal", "truncated"}) {
      add(small, fill, "fill", fill + "/float/16x16", "ns/call");
    }
    add(small, "Eigen's setRandom", "fill", "peer/Eigen/uniform/float/16x16", "ns/call",
        Whose::peer);
    return {"In the cache, and the smallest calls",
            "Where the memory is not the limit, the arithmetic is.",
            {cached, small}};
  }

  Section layouts() const {
    Section section{"Storage orders",
                    "Every layout gets the same numbers at the same places. Speed as a part of the "
                    "fill of as many floats in one run of memory, measured beside it. Row-major "
                    "4096 has columns a power of two apart, which caches dislike; 4099 has not. "
                    "The strided map writes every second float.",
                    {}};
    for (const std::string distribution : {"uniform", "normal"}) {
      Chart chart{distribution + "/float", "", "of one run", {}};
      const std::string fill = distribution + "/float/";
      add(chart, "row-major 4096", "fill", fill + "row-major", "of_contiguous");
      add(chart, "row-major 4099", "fill", fill + "row-major-odd", "of_contiguous");
      add(chart, "block", "fill", fill + "block", "of_contiguous");
      add(chart, "strided map", "fill", fill + "strided-map", "of_contiguous");
      section.charts.push_back(chart);
    }
    return section;
  }

  Section sizes() const {
    Chart chart{"normal/float, " + best_, "", "ns an element", {}};
    for (const std::string size : {"1e5", "1e6", "1e7", "1e8", "1e9"}) {
      add(chart, size + " elements", "fill", of("normal/float", size), "ns/element");
    }
    return {"Sizes", "The time of an element should not depend on how many there are.", {chart}};
  }

  Section threads() const {
    Chart speed{"64 MiB of float, two threads", "", "times one thread", {}};
    Chart part{"64 MiB of float, two threads", "of a memset by two threads", "of memset", {}};
    for (const std::string distribution : {"uniform", "normal"}) {
      for (const std::string executor : {"openmp", "std_threads"}) {
        const std::string name = executor + "/" + distribution + "/2";
        const std::string label =
            distribution + (executor == "openmp" ? ", OpenMP" : ", std::thread");
        add(speed, label, "threads", name, "speedup");
        add(part, label, "threads", name, "of_memset");
      }
    }
    return {"Threads",
            "OpenMP's threads are there already; std::thread's are made for every call, through "
            "outset::on. What the memory gives to two threads is the limit.",
            {speed, part}};
  }

  Section native() const {
    Section section{"Plain -O2 beside -march=native",
                    "The kernels are chosen at run time, so a plain build should lose nothing. Two "
                    "programs of one source, run in turn; the ratio of their GB/s, round by round.",
                    {}};
    Chart chart{best_ + ", 64 MiB", "more than 1: -O2 is faster", "of -march=native", {}};
    for (const std::string& name : results_.names("native", "")) {
      const Figure ratio = results_.find_ratio("plain", "native", name, "GB/s");
      if (!ratio || name.rfind("peer/", 0) == 0) continue;
      chart.bars.push_back({name.substr(0, name.find("/64MiB")), Whose::own, ratio, 0.95,
                            "bench_fill --benchmark_filter='^" + name +
                                "/'\nbench_fill_native --benchmark_filter='^" + name + "/'"});
    }
    section.charts.push_back(chart);
    return section;
  }

  Section structured() const {
    Section section{"Orthogonal and sparse",
                    "Orthogonal in times of one Eigen product with as many operations, in the same "
                    "build. libtorch takes its LAPACK's. Sparse by the nonzeros of a 4096 x 4096 "
                    "matrix.",
                    {}};
    Chart chart{"Orthogonal, float", "less is better", "products", {}};
    for (const std::string size : {"512/512", "1024/1024", "2048/2048", "4096/1024", "1024/4096"}) {
      std::string shape = size;
      shape.replace(shape.find('/'), 1, " x ");
      // The counter is what a call takes in products.
      add(chart, shape, "orthogonal", "orthogonal/" + size, "of_product");
      add(chart, shape + ", Eigen's QR", "orthogonal", "eigen_householder_qr/" + size, "of_product",
          Whose::peer);
      add(chart, shape + ", libtorch", "orthogonal", "libtorch_orthogonal/" + size, "of_product",
          Whose::peer);
    }
    Chart small{"Orthogonal, 16 x 16", "a whole call", "ns", {}};
    add(small, "outset", "orthogonal", "orthogonal_16x16", "ns/call");
    Chart sparse{"Sparse", "less is better", "ms", {}};
    for (const std::string kind : {"sparse", "dense"}) {
      for (const auto& [argument, part] :
           {std::pair("1000", "10 %"), std::pair("100", "1 %"), std::pair("10", "0.1 %")}) {
        add(sparse, std::string(part) + (kind == "sparse" ? ", SparseMatrix" : ", dense matrix"),
            "sparse", kind + "_matrix/" + argument, "ms");
      }
    }
    section.charts = {chart, small, sparse};
    return section;
  }

  Section training() const {
    Chart steps{"Training steps on the digits",
                "batches of 32, float: times 32 for samples/s",
                "steps/s",
                {}};
    Chart ratio{"The same, in turn", "", "of the speed with Eigen's products", {}};
    Chart init{"Initialization", "he_normal on all layers", "us", {}};
    for (const auto& [argument, label] :
         {std::pair("2/128", "64-128-128-10"), std::pair("7/64", "7 hidden layers of 64"),
          std::pair("2/512", "64-512-512-10")}) {
      const std::string name = std::string("step/") + argument;
      add(steps, std::string(label) + ", nn/", "train", name, "steps/s");
      add(steps, std::string(label) + ", Eigen", "train", name, "eigen_steps/s", Whose::limit);
      add(ratio, label, "train", name, "of_eigen");
      const std::string run = std::string("run/") + argument;
      const Figure part = results_.find("train", run, "init_part");
      if (!part) continue;
      std::ostringstream says;
      says.precision(2);
      says << label << ": " << 1e6 * part.median << " millionths of 30 epochs";
      add(init, says.str(), "train", run, "init_us");
    }
    return {"Training",
            "The example's network beside the same written by hand with Eigen's products, from the "
            "same weights and to the same loss. Its own product sums every entry in one order, "
            "which keeps units that start equal equal, and costs something.",
            {steps, ratio, init}};
  }

  Section cost() const {
    Section section{"What the include costs",
                    "Seconds of the processor for one file at -O2: <Eigen/Dense> alone, and what "
                    "comes on top; and bytes of code in the object. The first call brings the "
                    "kernels of all backends.",
                    {}};
    Chart seconds{"Compiling", "", "s", {}};
    Chart bytes{"Code in the object", "", "bytes", {}};
    for (const Cost& cost : results_.costs()) {
      const bool time = cost.unit == "s";
      (time ? seconds : bytes)
          .bars.push_back({cost.what + ", " + cost.compiler,
                           cost.what == "<Eigen/Dense> alone" ? Whose::limit : Whose::own,
                           {cost.value, cost.range, time ? 5 : 1},
                           0,
                           "sh bench/include_cost.sh"});
    }
    section.charts = {seconds, bytes};
    return section;
  }

  const Results& results_;
  std::string best_;
  std::vector<std::string> backends_;
};

}  // namespace

std::vector<Section> make_sections(const Results& results) {
  std::vector<Section> sections = Maker(results).all();
  for (Section& section : sections) {
    std::erase_if(section.charts, [](const Chart& chart) { return chart.bars.empty(); });
  }
  std::erase_if(sections, [](const Section& section) { return section.charts.empty(); });
  return sections;
}

}  // namespace report
