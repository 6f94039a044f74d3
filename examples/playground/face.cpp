// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The playground's library as WebAssembly: plain C functions of numbers, texts and blocks of
// memory, which worker.js calls. A text is returned in `answer`. An error reaches JavaScript as an
// exception of its own (playground_throw), because Debian's clang has no exceptions for
// WebAssembly: nothing here catches one, and what was on the stack is lost, which is little.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "catalog.hpp"
#include "contender.hpp"
#include "inside.hpp"
#include "program.hpp"

#define EXPORT(name) extern "C" __attribute__((export_name(#name))) auto name

extern "C" __attribute__((import_module("env"), import_name("playground_throw"))) void
playground_throw(const char* text);

namespace {

std::vector<unsigned char> inbox;   // what JavaScript hands over
std::string answer;                 // what it gets
std::vector<float> numbers;         // or this
std::vector<unsigned char> digits;  // examples/data/digits.csv
playground::Settings settings;
std::unique_ptr<playground::Set> set;
std::vector<std::unique_ptr<playground::Contender>> contenders;

// A page may ask for a contender that has just been removed.
playground::Contender& at(int i) {
  if (i < 0 || static_cast<std::size_t>(i) >= contenders.size()) {
    throw std::out_of_range("there is no contender " + std::to_string(i));
  }
  return *contenders[static_cast<std::size_t>(i)];
}
std::string_view received() { return {reinterpret_cast<const char*>(inbox.data()), inbox.size()}; }
const char* say(std::string text) {
  answer = std::move(text);
  return answer.c_str();
}
const char* say(const playground::Json& json) { return say(json.dump()); }

}  // namespace

// The three functions of the C++ ABI that `throw` calls.
extern "C" void* __cxa_allocate_exception(std::size_t size) { return ::operator new(size); }
extern "C" void __cxa_free_exception(void* memory) { ::operator delete(memory); }
extern "C" void __cxa_throw(void* error, std::type_info*, void (*)(void*)) {
  // Every exception thrown here derives from std::exception, as its first base.
  playground_throw(static_cast<std::exception*>(error)->what());
  __builtin_trap();
}

// A page has no environment, such as OUTSET_SIMD.
extern "C" char* getenv(const char*) { return nullptr; }

EXPORT(inbox_of)(std::size_t size)->unsigned char* {
  inbox.resize(size);
  return inbox.data();
}
EXPORT(take_digits)()->void { digits = inbox; }
EXPORT(list)()->const char* { return say(playground::catalog()); }

/// Makes the contenders of the settings in the inbox anew; gives how many there are.
EXPORT(start)()->int {
  const playground::Settings wanted = playground::parse_settings(received());
  auto next_set = std::make_unique<playground::Set>(playground::set_of(wanted, digits));
  std::vector<std::unique_ptr<playground::Contender>> next;
  for (const std::string& init : wanted.init) {
    next.push_back(std::make_unique<playground::Contender>(wanted, init, *next_set));
  }
  settings = wanted;
  contenders = std::move(next);
  set = std::move(next_set);
  return static_cast<int>(contenders.size());
}

EXPORT(step)(int i)->void { at(i).step(); }
/// The last epoch that a contender has ended.
EXPORT(epoch)(int i)->int { return static_cast<int>(at(i).history().back().epoch); }
EXPORT(progress)(int i, int first)->const char* {
  return say(playground::progress(at(i), static_cast<std::size_t>(first)));
}
/// unit: one of the layer's, or -1.
EXPORT(inside)(int i, int layer, int unit)->const char* {
  std::optional<playground::UnitAt> which;
  if (unit >= 0) which = {layer, unit};
  return say(playground::inside(at(i), which));
}
/// The contender as it was before its first step: the same settings give the same weights.
EXPORT(at_start)(int i)->const char* {
  playground::Contender fresh(settings, at(i).init(), *set);
  const playground::Json inside = playground::inside(fresh);
  return say({{"inside", inside}, {"findings", playground::findings(fresh)}});
}
EXPORT(theory)(int i)->const char* { return say(playground::theory(at(i), settings)); }
EXPORT(csv)(int i)->const char* { return say(outset::nn::csv(at(i).history())); }
EXPORT(program)(int i)->const char* {
  return say(playground::program(settings, at(i).init(), at(i).history().back().epoch));
}

/// The set: [x, y, label] of each training example, then of each test example (points only).
EXPORT(points)()->const float* {
  numbers.clear();
  for (const playground::Part* part : {&set->train, &set->test}) {
    for (outset::Index j = 0; j < part->x.cols(); ++j) {
      numbers.insert(numbers.end(),
                     {part->x(0, j), part->x(1, j),
                      static_cast<float>(part->labels[static_cast<std::size_t>(j)])});
    }
  }
  return numbers.data();
}
EXPORT(count)()->int { return static_cast<int>(set->train.x.cols() + set->test.x.cols()); }

EXPORT(parameter_count)()->int { return static_cast<int>(at(0).net().parameter_count()); }

namespace {

/// The middles of size * size squares of [-reach, reach]^2 about (x, y), row by row from the top.
playground::Matrix grid(int size, float x, float y, float reach) {
  playground::Matrix places(2, size * size);
  for (int row = 0; row < size; ++row) {
    for (int col = 0; col < size; ++col) {
      const auto place = [&](int k) {
        return reach * ((2 * static_cast<float>(k) + 1) / static_cast<float>(size) - 1);
      };
      places(0, row * size + col) = x + place(col);
      places(1, row * size + col) = y - place(row);
    }
  }
  return places;
}

}  // namespace

/// The probability of class 1 on a grid; NaN where the net's output is.
EXPORT(boundary)(int i, int size, float x, float y, float reach)->const float* {
  auto& net = at(i).net();
  net.forward(grid(size, x, y, reach));
  const auto z = net.output();
  numbers.resize(static_cast<std::size_t>(z.cols()));
  for (outset::Index j = 0; j < z.cols(); ++j) {
    numbers[static_cast<std::size_t>(j)] = 1 / (1 + std::exp(z(0, j) - z(1, j)));
  }
  return numbers.data();
}

/// The activations of the first `units` units of a layer on a grid, unit after unit.
EXPORT(units)(int i, int layer, int units, int size, float x, float y, float reach)->const float* {
  auto& net = at(i).net();
  net.forward(grid(size, x, y, reach));
  const playground::Matrix h = net.layer(layer).activations().topRows(units).transpose();
  numbers.assign(h.data(), h.data() + h.size());
  return numbers.data();
}

/// Of digits, for each of the first `units` units of a layer: of the first layer the weights of the
/// 64 pixels, of others the mean activation by class.
EXPORT(pictures)(int i, int layer, int units)->const float* {
  auto& net = at(i).net();
  const playground::Matrix rows = layer == 0
                                      ? playground::Matrix(net.layer(0).weight().topRows(units))
                                      : playground::class_means(at(i), layer, units);
  const playground::Matrix by_unit = rows.transpose();
  numbers.assign(by_unit.data(), by_unit.data() + by_unit.size());
  return numbers.data();
}

/// What io::load_network reads beside the tensors. Its own writer needs a file system.
EXPORT(network_metadata)(int i)->const char* {
  auto& net = at(i).net();
  const auto& first = net.layer(0);
  return say({{"outset.network", "1"},
              {"outset.stream_version", std::to_string(outset::random::stream_version)},
              {"outset.hidden", to_string(first.activation())},
              {"outset.output", to_string(net.layer(net.depth() - 1).activation())},
              {"outset.parameter", outset::detail::show(static_cast<double>(first.parameter()))}});
}

/// Every layer's weights, row after row, then its biases, then PReLU's slope.
EXPORT(parameters)(int i)->const float* {
  numbers.clear();
  auto& net = at(i).net();
  for (outset::Index l = 0; l < net.depth(); ++l) {
    const auto& layer = net.layer(l);
    const playground::Matrix rows = layer.weight().transpose();
    numbers.insert(numbers.end(), rows.data(), rows.data() + rows.size());
    numbers.insert(numbers.end(), layer.bias().data(), layer.bias().data() + layer.bias().size());
    if (layer.activation() == outset::Activation::prelu) numbers.push_back(layer.slope());
  }
  return numbers.data();
}

/// The ten probabilities of a digit of 8 x 8 pixels, 0 to 16, in the inbox.
EXPORT(classify)(int i)->const float* {
  auto& net = at(i).net();
  const auto images = examples::parse_digits(digits, "digits.csv");
  auto [train, drawn] = examples::split(images);
  drawn = examples::select(drawn, {0});
  for (outset::Index p = 0; p < 64; ++p) drawn.pixels(p, 0) = inbox.at(static_cast<std::size_t>(p));
  const auto data = examples::standardize<float>(train, drawn);
  net.forward(data.test.x);
  const Eigen::VectorXf z = net.output().col(0);
  const Eigen::VectorXf e = (z.array() - z.maxCoeff()).exp();
  const Eigen::VectorXf p = e / e.sum();
  numbers.assign(p.data(), p.data() + p.size());
  return numbers.data();
}
