// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Text to initializer and back: every initializer and every option, by position and by name; random
// options; random bytes. Which texts are refused, and with which words, is in tests/errors.cpp.

#include "outset/any_initializer.hpp"

#include <algorithm>
#include <bit>
#include <clocale>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <locale>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The initializer that a text names, if it is an Init. (It is found by address: a visitor for each
// Init would take long to compile.)
struct Found {
  const char* name;
  const void* init;
};
Found find(const AnyInitializer& any) {
  return any.visit([](const auto& init) { return Found{init.name, &init}; });
}
template <class Init>
Init read(const std::string& text) {
  const AnyInitializer any = initializer(text);
  const Found found = find(any);
  REQUIRE(std::string_view(found.name) == Init::name);
  return *static_cast<const Init*>(found.init);
}

std::string error_of(const std::string& text) {
  try {
    initializer(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(none)";
}

// SplitMix64, so that the random numbers here do not come from the library.
struct Source {
  std::uint64_t state;
  std::uint64_t operator()() {
    std::uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>((*this)() % n); }
};

// Any value of an option's type: a round number, or random bits.
void randomize(double& value, Source& source) {
  switch (source.below(4)) {
    case 0:
      value = static_cast<double>(source.below(2001)) / 100 - 10;
      break;
    case 1:
      value =
          std::vector<double>{0.0, -0.0, infinity, -infinity, 5e-324, 1e22, 1e23}[source.below(7)];
      break;
    default:
      value = std::bit_cast<double>(source());
  }
}
void randomize(Index& value, Source& source) { value = static_cast<Index>(source()); }
void randomize(bool& value, Source& source) { value = source.below(2) == 1; }
void randomize(Fan& value, Source& source) { value = static_cast<Fan>(source.below(4)); }
void randomize(Family& value, Source& source) { value = static_cast<Family>(source.below(3)); }

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}
template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}

// Calls use(value) with the type of an option's value, which the option itself has forgotten.
template <class Use>
void with_type(const detail::Option& option, const Use& use) {
  const auto try_type = [&](auto value) {
    if (option.type == &detail::value_type<decltype(value)>) use(value);
  };
  try_type(double{});
  try_type(Index{});
  try_type(bool{});
  try_type(Fan{});
  try_type(Family{});
}
template <class Init>
void randomize(const detail::Option& option, Init& init, Source& source) {
  with_type(option, [&]<class Value>(Value) {
    randomize(*static_cast<Value*>(const_cast<void*>(option.in(&init))), source);
  });
}
template <class Init>
bool same(const detail::Option& option, const Init& a, const Init& b) {
  bool result = false;
  with_type(option, [&]<class Value>(Value) {
    result =
        same(*static_cast<const Value*>(option.in(&a)), *static_cast<const Value*>(option.in(&b)));
  });
  return result;
}

// Calls use(line, a default initializer of its type) for every line of the registry.
template <class... Inits, class Use>
void for_each_known(const detail::Registry<Inits...>& registry, const Use& use) {
  (use(registry.lines[registry.template line_of<Inits>()], Inits{}), ...);
}
template <class Use>
void for_each_known(const Use& use) {
  for_each_known(detail::registry<>, use);
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const std::string& known : initializer_list()) {
    names.push_back(known.substr(0, known.find('(')));
  }
  return names;
}

}  // namespace

TEST_CASE("without options, every name is that initializer's default") {
  read<Zeros>("zeros");
  read<Ones>("ones");
  CHECK(read<Constant>("constant").value == 0);
  CHECK(read<Uniform>("uniform").low == -0.05);
  CHECK(read<Uniform>("uniform").high == 0.05);
  CHECK(read<Normal>("normal").mean == 0);
  CHECK(read<Normal>("normal").std == 0.01);
  CHECK(read<TruncatedNormal>("truncated_normal").upper == 2);
  CHECK(!read<TruncatedNormal>("truncated_normal()").corrected);
  CHECK(read<VarianceScaling>("variance_scaling").family == Family::truncated_normal);
  CHECK(read<XavierUniform>("xavier_uniform").gain == 1);
  CHECK(read<XavierNormal>("xavier_normal").gain == 1);
  CHECK(read<HeUniform>("he_uniform").gain == gain::relu());
  CHECK(read<HeNormal>("he_normal").fan == Fan::in);
  read<LecunUniform>("lecun_uniform");
  read<LecunNormal>("lecun_normal");
  CHECK(read<Orthogonal>("orthogonal").gain == 1);
  CHECK(read<DeltaOrthogonal>("delta_orthogonal").gain == 1);
  CHECK(read<Sparse>("sparse").sparsity == 0.9);
  CHECK(read<Sparse>("sparse").std == 0.01);
  CHECK(read<Identity>("identity").gain == 1);
  CHECK(read<Dirac>("dirac").groups == 1);
  read<XavierUniform>("glorot_uniform");
  read<XavierNormal>("glorot_normal");
  read<HeUniform>("kaiming_uniform");
  read<HeNormal>("kaiming_normal");
}

TEST_CASE("every option, by name and by position") {
  CHECK(read<Constant>("constant(value=-3)").value == -3);
  CHECK(read<Constant>("constant(-3)").value == -3);
  for (const char* text : {"uniform(low=1, high=2.5)", "uniform(high=2.5,low=1)", "uniform(1,2.5)",
                           "uniform(1, high=2.5)"}) {
    CAPTURE(text);
    CHECK(read<Uniform>(text).low == 1);
    CHECK(read<Uniform>(text).high == 2.5);
  }
  CHECK(read<Uniform>("uniform(high=2)").low == -0.05);
  CHECK(read<Normal>("normal(mean=1e-3, std=+2)").mean == 1e-3);
  CHECK(read<Normal>("normal(mean=1e-3, std=+2)").std == 2);
  CHECK(read<Normal>("normal(.5, 2.)").mean == 0.5);
  CHECK(read<Normal>("normal(.5, 2.)").std == 2);
  for (const char* text :
       {"truncated_normal(mean=1, std=2, lower=-inf, upper=4, corrected=true)",
        "truncated_normal(1, 2, -inf, 4, true)",
        "truncated_normal(corrected=true, upper=4, lower=-inf, std=2, mean=1)"}) {
    CAPTURE(text);
    const auto init = read<TruncatedNormal>(text);
    CHECK(init.mean == 1);
    CHECK(init.std == 2);
    CHECK(init.lower == -infinity);
    CHECK(init.upper == 4);
    CHECK(init.corrected);
  }
  CHECK(!read<TruncatedNormal>("truncated_normal(corrected=false)").corrected);
  for (const char* text : {"variance_scaling(scale=2, fan=avg, family=uniform)",
                           "variance_scaling(2, avg, uniform)"}) {
    CAPTURE(text);
    const auto init = read<VarianceScaling>(text);
    CHECK(init.scale == 2);
    CHECK(init.fan == Fan::avg);
    CHECK(init.family == Family::uniform);
  }
  CHECK(read<VarianceScaling>("variance_scaling(2)").scale == 2);
  CHECK(read<VarianceScaling>("variance_scaling(family=normal)").family == Family::normal);
  CHECK(read<VarianceScaling>("variance_scaling(family=truncated_normal)").family ==
        Family::truncated_normal);
  CHECK(read<XavierUniform>("xavier_uniform(gain=2)").gain == 2);
  CHECK(read<XavierUniform>("glorot_uniform(2)").gain == 2);
  CHECK(read<XavierNormal>("xavier_normal(gain=2)").gain == 2);
  CHECK(read<XavierNormal>("glorot_normal(2)").gain == 2);
  CHECK(read<HeUniform>("he_uniform(fan=out, gain=2)").fan == Fan::out);
  CHECK(read<HeUniform>("kaiming_uniform(out, 2)").gain == 2);
  CHECK(read<HeNormal>("he_normal(fan=geo_avg, gain=2)").fan == Fan::geo_avg);
  CHECK(read<HeNormal>("he_normal(in)").fan == Fan::in);
  CHECK(read<HeNormal>("kaiming_normal(out, 2)").gain == 2);
  CHECK(read<Orthogonal>("orthogonal(gain=2)").gain == 2);
  CHECK(read<Orthogonal>("orthogonal(2)").gain == 2);
  CHECK(read<DeltaOrthogonal>("delta_orthogonal(gain=2)").gain == 2);
  CHECK(read<DeltaOrthogonal>("delta_orthogonal(2)").gain == 2);
  CHECK(read<Sparse>("sparse(sparsity=0.5, std=2)").sparsity == 0.5);
  CHECK(read<Sparse>("sparse(0.5)").sparsity == 0.5);
  CHECK(read<Sparse>("sparse(0.5, 2)").std == 2);
  CHECK(read<Sparse>("sparse(0, 9)").std == 9);
  CHECK(read<Identity>("identity(gain=2)").gain == 2);
  CHECK(read<Identity>("identity(2)").gain == 2);
  CHECK(read<Dirac>("dirac(groups=2)").groups == 2);
  CHECK(read<Dirac>("dirac(2)").groups == 2);
}

TEST_CASE("a number alone that could be either of two options is refused with both ways") {
  struct Case {
    std::string before, after;  // the text around the number
    std::vector<std::string> ways;
  };
  const std::vector<Case> cases = {
      {"normal(", ")", {"normal(std=0.02)", "normal(mean=0.02, std=0.01)"}},
      {"Normal( ", " )", {"normal(std=0.02)", "normal(mean=0.02, std=0.01)"}},
      {"truncated_normal(",
       ")",
       {"truncated_normal(std=0.02)", "truncated_normal(mean=0.02, std=0.01)"}},
      {"truncated_normal(",
       ", corrected=true, lower=-1)",
       {"truncated_normal(std=0.02)", "truncated_normal(mean=0.02, std=0.01)"}},
      {"uniform(", ")", {"uniform(-0.02, 0.02)", "uniform(0, 0.02)"}},
  };
  for (const Case& c : cases) {
    for (const char* number : {"0.02", "2e-2", "+0.02", ".02"}) {
      const std::string error = error_of(c.before + number + c.after);
      CAPTURE(error);
      CHECK_THAT(error, ContainsSubstring("0.02 alone may be "));
      CHECK_THAT(error, ContainsSubstring("write " + c.ways[0] + ", or " + c.ways[1]));
    }
    for (const std::string& way : c.ways) CHECK(error_of(way) == "(none)");
  }
  // The texts proposed for a negative number are legal as well.
  CHECK_THAT(error_of("normal(-1)"),
             ContainsSubstring("normal(std=1), or normal(mean=-1, std=0.01)"));
  CHECK_THAT(error_of("uniform(-1)"), ContainsSubstring("uniform(-1, 1), or uniform(0, 1)"));
  // With the other option named, the number has one meaning.
  CHECK(read<Normal>("normal(0.02, std=1)").mean == 0.02);
  CHECK(read<TruncatedNormal>("truncated_normal(0.02, std=1, corrected=true)").mean == 0.02);
  // For every other initializer a single number has at most one meaning.
  for (const std::string& name : names()) {
    CAPTURE(name);
    const std::string error = error_of(name + "(1)");
    const bool two_ways = name == "normal" || name == "uniform" || name == "truncated_normal";
    CHECK((error.find("alone may be") != std::string::npos) == two_ways);
  }
}

TEST_CASE("a decimal comma is never read as two options") {
  // Numbers with a comma where a point is meant. normal(0,1) and uniform(0,1) are not among them:
  // they can only mean two options.
  const std::vector<std::string> zeros = {"0,02", "0,05", "-0,01", "1,00", "0,00"};
  for (const std::string& name : names()) {
    for (const std::string& number : zeros) {
      CAPTURE(name, number);
      CHECK_THAT(error_of(name + "(" + number + ")"), StartsWith("outset: "));
    }
    const std::string other_digits = error_of(name + "(0,9)");
    CAPTURE(name, other_digits);
    CHECK((other_digits == "(none)") ==
          (name == "normal" || name == "uniform" || name == "truncated_normal"));
  }
  for (const detail::Known& known : detail::registry<>.lines) {
    for (const detail::Option& option : known.options) {
      for (const char* number : {"0,5", "0,05"}) {
        const std::string text =
            std::string(known.names[0]) + "(" + std::string(option.name) + "=" + number + ")";
        CAPTURE(text);
        CHECK_THAT(error_of(text), StartsWith("outset: "));
      }
    }
  }
  CHECK_THAT(error_of("normal(0,02)"), ContainsSubstring("std is \"02\"") &&
                                           ContainsSubstring("leading zero") &&
                                           ContainsSubstring("decimal comma"));
  CHECK_THAT(error_of("dirac(02)"), ContainsSubstring("a whole number without a leading zero"));
  CHECK_THAT(error_of("normal(std=0,5)"), ContainsSubstring("decimal comma"));
  CHECK_THAT(error_of("orthogonal(1,5)"), ContainsSubstring("decimal comma"));
  CHECK_THAT(error_of("sparse(0,9)"),
             ContainsSubstring("write sparse(0.9), or sparse(sparsity=0, std=9)"));
  CHECK(error_of("normal(0, 1)") == "(none)");
  CHECK_THAT(error_of("normal(std=1, x)"),
             ContainsSubstring("\"x\" follows an option") && !ContainsSubstring("comma"));
}

TEST_CASE("a value without a name that another option would take says how to write it") {
  CHECK_THAT(error_of("he_normal(2)"), ContainsSubstring("fan is \"2\", must be in or out or avg "
                                                         "or geo_avg, or write he_normal(gain=2)"));
  CHECK_THAT(error_of("he_uniform(ReLU)"), ContainsSubstring("write he_uniform(gain=ReLU)"));
  CHECK_THAT(error_of("variance_scaling(out)"), ContainsSubstring("variance_scaling(fan=out)"));
  CHECK_THAT(error_of("truncated_normal(true)"),
             ContainsSubstring("write truncated_normal(corrected=true)"));
  CHECK_THAT(error_of("he_normal(up)"), !ContainsSubstring("write"));
  CHECK_THAT(error_of("he_normal(fan=2)"), !ContainsSubstring("write"));
}

TEST_CASE("options that no fill accepts are refused when they are read, in the fill's words") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<AnyInitializer> illegal = {
      Constant{nan},
      Constant{infinity},
      Uniform{1, 0},
      Uniform{-infinity, 0},
      Uniform{-1e308, 1e308},
      Normal{.std = -1},
      Normal{.mean = nan},
      TruncatedNormal{.std = -1},
      TruncatedNormal{.lower = 2, .upper = -2},
      TruncatedNormal{.upper = nan},
      VarianceScaling{.scale = -2},
      VarianceScaling{.scale = infinity, .family = Family::uniform},
      XavierUniform{-1},
      XavierNormal{nan},
      HeUniform{.gain = -1},
      HeNormal{.gain = infinity},
      Orthogonal{-1},
      DeltaOrthogonal{nan},
      Sparse{.sparsity = 1.5},
      Sparse{.sparsity = -0.1},
      Sparse{.std = -1},
      Identity{-1},
      Dirac{0},
      Dirac{-2},
  };
  for (const AnyInitializer& any : illegal) {
    const std::string text = to_string(any);
    CAPTURE(text);
    std::string of_fill = "(none)";
    try {
      Eigen::MatrixXd w(4, 3);
      any(w, Rng(1));
    } catch (const std::invalid_argument& error) {
      of_fill = error.what();
    }
    REQUIRE_THAT(of_fill, StartsWith("outset: "));
    CHECK(error_of(text) == "outset: initializer: \"" + text + "\": " + of_fill.substr(8));
  }
  // Options that only a shape or a scalar can refuse are refused by the fill, not by the text.
  for (const char* text :
       {"dirac(3)", "constant(1e300)", "he_uniform(gain=1e308)", "orthogonal(1e300)",
        "xavier_normal(1.7976931348623157e308)",
        "variance_scaling(1.7976931348623157e308, in, normal)", "sparse(1)", "uniform(3, 3)",
        "normal(std=0)", "he_normal(gain=0)", "truncated_normal(lower=-inf, upper=inf)"}) {
    CAPTURE(text);
    CHECK(error_of(text) == "(none)");
  }
  CHECK_THAT(
      error_of("he_normal(gain=leaky_relu(inf))"),
      ContainsSubstring("\"he_normal(gain=leaky_relu(inf))\": gain::leaky_relu: slope is inf"));
}

TEST_CASE("a name may be written as other libraries and languages write it") {
  CHECK(to_string(initializer("HeNormal")) == "he_normal");
  CHECK(to_string(initializer("He_Normal(Fan=Out, GAIN=LeakyReLU(0.5))")) ==
        to_string(HeNormal{.fan = Fan::out, .gain = gain::leaky_relu(0.5)}));
  CHECK(to_string(initializer("kaiming_normal_")) == "he_normal");
  CHECK(to_string(initializer("GlorotUniform")) == "xavier_uniform");
  CHECK(to_string(initializer("he-normal")) == "he_normal");
  CHECK(to_string(initializer("TRUNCATED_NORMAL(corrected=True)")) ==
        "truncated_normal(corrected=true)");
  CHECK(to_string(initializer("VarianceScaling(family=TruncatedNormal, fan=geoavg)")) ==
        "variance_scaling(fan=geo_avg)");
  CHECK_THAT(error_of("he normal"), ContainsSubstring("no initializer"));
  CHECK_THAT(error_of("orthogonal(-relu)"), ContainsSubstring("gain is \"-relu\""));
  for (const std::string& name : names()) {
    CAPTURE(name);
    std::string camel, upper = name + "_";
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (name[i] == '_') continue;
      const bool first = i == 0 || name[i - 1] == '_';
      camel += first ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
    }
    for (char& c : upper) c = c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    CHECK(initializer(camel) == initializer(name));
    CHECK(initializer(upper) == initializer(name));
  }
}

namespace {

// Checks that each name that an error proposes can be used; it may have an option.
template <std::size_t count, class Read>
void check_synonyms(const detail::Synonym (&synonyms)[count], const Read& read) {
  for (const detail::Synonym& synonym : synonyms) {
    const std::string word(synonym.other), names(synonym.names);
    CAPTURE(word, names);
    CHECK(!read(word));
    CHECK(std::count_if(std::begin(synonyms), std::end(synonyms), [&](const auto& other) {
            return detail::same_word(other.other, word);
          }) == 1);
    std::size_t start = 0, end = 0;
    do {
      end = names.find(" or ", start);
      CHECK(read(names.substr(start, end - start)));
      start = end + 4;
    } while (end != std::string::npos);
  }
}

}  // namespace

TEST_CASE("a synonym of the field leads to all names that fit it") {
  const auto of_initializer = [](const std::string& text) { return error_of(text) == "(none)"; };
  check_synonyms(detail::initializer_synonyms, of_initializer);
  check_synonyms(detail::gain_synonyms, [&](const std::string& text) {
    return of_initializer("orthogonal(" + text + ")");
  });
  struct Case {
    const char* text;
    const char* words;
  };
  for (const Case& c : {
           Case{"xavier", "\"xavier\"; write xavier_uniform or xavier_normal"},
           Case{"Glorot", "write xavier_uniform or xavier_normal"},
           Case{"kaiming", "write he_uniform or he_normal"},
           Case{"he", "write he_uniform or he_normal"},
           Case{"HeInitialization", "write he_uniform or he_normal"},  // mlpack
           Case{"lecun", "write lecun_uniform or lecun_normal"},
           Case{"gaussian", "write normal"},
           Case{"RandomNormal", "write normal"},  // Keras
           Case{"randn32", "write normal"},       // Flux
           Case{"eye_", "write identity"},        // PyTorch
           Case{"IdentityInitializer", "write identity"},
           Case{"msra", "write he_normal or he_uniform"},
           Case{"trunc_normal_", "write truncated_normal"},
           Case{"sparse_init", "write sparse"},
           Case{"torch.nn.init.kaiming_normal_", "write kaiming_normal"},
           Case{"orthogonal(swish)", "gain is \"swish\", must be a number or a gain; write silu"},
           Case{"orthogonal(lrelu(0.1))", "write leaky_relu"},
           Case{"orthogonal(PReLU)", "write leaky_relu(0.25)"},
           Case{"orthogonal(logistic)", "write sigmoid"},
           Case{"orthogonal(identity)", "write linear"},
           Case{"orthogonal(jax.nn.relu)", "write relu"},
           Case{"bernoulli", "known are zeros, ones, constant, "},
           Case{"orthogonal(softmax)", "known are linear, sigmoid, "},
           Case{"normal(sigma=1)", "no option \"sigma\"; known are mean, std"},
           Case{"he_normal(mode=fan_out)", "no option \"mode\"; known are fan, gain"},
       }) {
    CAPTURE(c.text);
    CHECK_THAT(error_of(c.text), ContainsSubstring(c.words));
  }
}

TEST_CASE("initializers compare by type and options") {
  CHECK(AnyInitializer() == Zeros{});
  CHECK(to_string(AnyInitializer()) == "zeros");
  CHECK(AnyInitializer() != Ones{});
  CHECK(Zeros{} == Zeros{});
  CHECK(Normal{} == Normal{.mean = -0.0});
  CHECK(Normal{} != Normal{.std = 1});
  CHECK(Constant{infinity} == Constant{infinity});
  CHECK(Constant{std::nan("")} != Constant{std::nan("")});
  CHECK(HeNormal{} == KaimingNormal{});
  CHECK(HeNormal{.fan = Fan::out} != HeNormal{});
  CHECK(AnyInitializer(HeNormal{}) != AnyInitializer(HeUniform{}));
  CHECK(initializer("he_normal(fan=out)") == HeNormal{.fan = Fan::out});
  CHECK(initializer("he_normal") == initializer("kaiming_normal()"));
  CHECK(HeNormal{.gain = 1}.distribution(dense(2, 4)) == Normal{.std = 0.5});
  CHECK(Distribution(Normal{}) == Distribution(Normal{}));
  CHECK(Distribution(Normal{}) != Distribution(Constant{}));
  static_assert(std::equality_comparable<AnyInitializer> && std::regular<AnyInitializer>);
  // A change of any option makes initializers unequal.
  for_each_known([](const detail::Known& known, const auto& defaults) {
    using Init = std::remove_cvref_t<decltype(defaults)>;
    static_assert(std::regular<Init>);
    CHECK(Init{} == Init{});
    for (const detail::Option& option : known.options) {
      Init init{};
      Source source{7};
      while (detail::equal_values(option, &init, &defaults)) {
        randomize(option, init, source);
      }
      CAPTURE(known.names[0], option.name);
      CHECK(init != Init{});
      CHECK(AnyInitializer(init) != AnyInitializer(Init{}));
    }
  });
}

TEST_CASE("a gain may be a name") {
  for (const std::string_view known : gain::names()) {
    const std::string name(known);
    CAPTURE(name);
    CHECK(read<HeNormal>("he_normal(gain=" + name + ")").gain == gain::find(name));
    CHECK(read<Orthogonal>("orthogonal(" + name + ")").gain == gain::find(name));
    CHECK(read<Identity>("identity( gain = " + name + " )").gain == gain::find(name));
  }
  CHECK(read<HeNormal>("he_normal(out, leaky_relu(0.1))").gain == gain::leaky_relu(0.1));
  CHECK(read<HeNormal>("he_normal(gain=leaky_relu( 0.1 ))").gain == gain::leaky_relu(0.1));
  CHECK(read<HeNormal>("he_normal(gain=leaky_relu())").gain == gain::leaky_relu());
  CHECK(read<XavierNormal>("xavier_normal(torch.tanh)").gain == gain::torch::tanh());
}

TEST_CASE("blanks mean nothing") {
  for (const char* text : {"normal(1,2)", " normal(1,2) ", "normal (1 , 2)", "normal(\t1,\n2\r)",
                           "normal( mean = 1 ,std= 2 )", "\n\nnormal\n(\n1\n,\n2\n)\n"}) {
    CAPTURE(text);
    CHECK(read<Normal>(text).mean == 1);
    CHECK(read<Normal>(text).std == 2);
  }
}

TEST_CASE("an initializer prints as its name and what is not at its default") {
  CHECK(to_string(Normal{}) == "normal");
  CHECK(to_string(Normal{.std = 0.5}) == "normal(std=0.5)");
  CHECK(to_string(Normal{.mean = -0.0}) == "normal(mean=-0)");
  CHECK(to_string(Zeros{}) == "zeros");
  CHECK(to_string(GlorotNormal{.gain = 1e-300}) == "xavier_normal(gain=1e-300)");
  CHECK(to_string(HeNormal{.fan = Fan::out, .gain = 1}) == "he_normal(fan=out, gain=1)");
  CHECK(to_string(VarianceScaling{.family = Family::uniform}) ==
        "variance_scaling(family=uniform)");
  CHECK(to_string(TruncatedNormal{.lower = -infinity, .corrected = true}) ==
        "truncated_normal(lower=-inf, corrected=true)");
  CHECK(to_string(Dirac{.groups = 4}) == "dirac(groups=4)");
  CHECK(to_string(initializer("kaiming_uniform(gain = 1.50)")) == "he_uniform(gain=1.5)");
  CHECK(to_string(AnyInitializer(Sparse{.sparsity = 0.1})) == "sparse(sparsity=0.1)");
}

TEST_CASE("any options print as text that reads back to them, bit for bit") {
  const int seed =
      GENERATE(take(60, Catch::Generators::random(0, std::numeric_limits<int>::max())));
  Source source{static_cast<std::uint64_t>(seed)};
  for_each_known([&](const detail::Known& known, const auto& defaults) {
    using Init = std::remove_cvref_t<decltype(defaults)>;
    Init init{};
    for (const detail::Option& option : known.options) {
      if (source.below(4) > 0) randomize(option, init, source);
    }
    const std::string text = to_string(init);
    CAPTURE(seed, text);
    try {
      detail::validate_options(init);
    } catch (const std::invalid_argument&) {
      CHECK_THROWS_AS(initializer(text), std::invalid_argument);
      return;
    }
    const Init again = read<Init>(text);
    for (const detail::Option& option : known.options) CHECK(same(option, init, again));
    CHECK(to_string(again) == text);
  });
}

TEST_CASE("the list names every initializer with its options and their defaults") {
  const std::vector<std::string> list = initializer_list();
  const std::vector<std::string> all = names();
  for (const char* name : {"zeros",
                           "ones",
                           "constant",
                           "uniform",
                           "normal",
                           "truncated_normal",
                           "variance_scaling",
                           "xavier_uniform",
                           "glorot_uniform",
                           "xavier_normal",
                           "glorot_normal",
                           "he_uniform",
                           "kaiming_uniform",
                           "he_normal",
                           "kaiming_normal",
                           "lecun_uniform",
                           "lecun_normal",
                           "orthogonal",
                           "delta_orthogonal",
                           "sparse",
                           "identity",
                           "dirac"}) {
    CAPTURE(name);
    CHECK(std::count(all.begin(), all.end(), name) == 1);
  }
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
  CHECK(std::count(list.begin(), list.end(), "normal(mean=0, std=0.01)") == 1);
  CHECK(std::count(list.begin(), list.end(), "sparse(sparsity=0.9, std=0.01)") == 1);
  CHECK(std::count(list.begin(), list.end(), "dirac(groups=1)") == 1);
  CHECK(std::count(list.begin(), list.end(), "zeros") == 1);
  for (const std::string& known : list) {
    CAPTURE(known);
    const std::string printed = to_string(initializer(known));
    CHECK(printed.find('(') == std::string::npos);
    CHECK(std::count(all.begin(), all.end(), printed) == 1);
  }
}

TEST_CASE("every one-letter slip leads back to the name meant, or to another's") {
  const std::vector<std::string> all = names();
  std::size_t slips = 0, found = 0;
  for (const std::string& name : all) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      for (const std::string& slip :
           {std::string(name).erase(i, 1), std::string(name).insert(i, "q"),
            std::string(name).replace(i, 1, "q")}) {
        if (std::count(all.begin(), all.end(), slip) > 0) continue;
        ++slips;
        try {
          const AnyInitializer read = initializer(slip);  // only an underscore was missing
          CHECK(read == initializer(name));
          ++found;
        } catch (const std::invalid_argument& error) {
          const std::string text = error.what();
          if (text.find("nearest known is \"" + name + "\"") != std::string::npos) ++found;
        }
      }
    }
  }
  CHECK(slips > 500);
  CHECK(found == slips);
}

TEST_CASE("an AnyInitializer does what the initializer in it does") {
  Eigen::MatrixXf a(6, 5), b(6, 5);
  Rng r(1), s(1);
  const AnyInitializer any = HeNormal{.fan = Fan::out};
  any(a, r);
  HeNormal{.fan = Fan::out}(b, s);
  CHECK(a == b);
  CHECK(r == s);
  any(a, dense(6, 5), r);
  CHECK(a != b);
  CHECK(any.elementwise());
  CHECK(std::get<Normal>(any.distribution(dense(6, 5))).std ==
        HeNormal{.fan = Fan::out}.distribution(dense(6, 5)).std);
  CHECK(!initializer("dirac").elementwise());
  Eigen::VectorXf bias(4);
  initializer("constant(2)")(bias, r);
  CHECK(bias == Eigen::Vector4f::Constant(2));
  initializer("he_normal")(bias, dense(4, 1), r);
  CHECK(bias != Eigen::Vector4f::Constant(2));
  const auto made = make<Eigen::MatrixXf>(any, 6, 5, Rng(1));
  CHECK(made == b);
}

TEST_CASE("text may come as any string") {
  const std::string text = "normal(std=1) and more";
  CHECK(read<Normal>(text.substr(0, 13)).std == 1);
  CHECK(to_string(initializer(std::string_view(text).substr(0, 13))) == "normal(std=1)");
  CHECK(to_string(initializer("normal")) == "normal");
}

namespace {

// Whether a text gives an initializer that prints as a fixed point, or else a
// std::invalid_argument of the library's.
bool survives(const std::string& text) {
  try {
    const std::string printed = to_string(initializer(text));
    return to_string(initializer(printed)) == printed;
  } catch (const std::invalid_argument& error) {
    return std::string(error.what()).rfind("outset: ", 0) == 0;
  }
}

}  // namespace

TEST_CASE("random bytes are read or refused") {
  Source source{1};
  bool fine = true;
  for (int i = 0; i < 50000 && fine; ++i) {
    std::string text(source.below(20), '\0');
    for (char& c : text) c = static_cast<char>(source());
    fine = survives(text);
    if (!fine) UNSCOPED_INFO(i << ": " << text);
  }
  CHECK(fine);
}

TEST_CASE("random changes to good texts are read or refused") {
  const std::vector<std::string> seeds = initializer_list();
  const std::string letters = "()=,. +-0123456789einfax_\"\\\n";
  Source source{2};
  bool fine = true;
  for (int i = 0; i < 50000 && fine; ++i) {
    std::string text = seeds[source.below(seeds.size())];
    for (std::size_t changes = 1 + source.below(4); changes > 0; --changes) {
      const std::size_t at = source.below(text.size() + 1);
      const char c = letters[source.below(letters.size())];
      switch (source.below(3)) {
        case 0:
          text.insert(at, 1, c);
          break;
        case 1:
          if (at < text.size()) text.erase(at, 1);
          break;
        default:
          if (at < text.size()) text[at] = c;
      }
    }
    fine = survives(text);
    if (!fine) UNSCOPED_INFO(i << ": " << text);
  }
  CHECK(fine);
}

TEST_CASE("long and deep texts end") {
  CHECK(survives(std::string(4096, '(')));
  CHECK(survives("he_normal(gain=" + std::string(2000, '(') + std::string(2000, ')') + ")"));
  std::string nested = "relu";
  for (int i = 0; i < 400; ++i) nested = "a(" + nested + ")";
  CHECK(survives("he_normal(gain=" + nested + ")"));
  CHECK(survives("normal(" + std::string(4000, ',') + ")"));
  CHECK(survives("normal(std=" + std::string(4000, '9') + ")"));
  CHECK(survives(std::string(4096, 'z')));
}

TEST_CASE("a German locale changes no text") {
  struct German : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const auto texts_are_ours = [] {
    CHECK(read<Normal>("normal(0.5, 1e3)").mean == 0.5);
    CHECK(read<Normal>("normal(0.5, 1e3)").std == 1000);
    CHECK(to_string(Normal{.mean = 1234.5, .std = 0.25}) == "normal(mean=1234.5, std=0.25)");
    CHECK(to_string(Dirac{.groups = 12345}) == "dirac(groups=12345)");
    CHECK_THROWS_AS(initializer("constant(\"0,5\")"), std::invalid_argument);
  };
  const std::locale before = std::locale::global(std::locale(std::locale(), new German));
  texts_are_ours();
  std::locale::global(before);

  const std::string c_before = std::setlocale(LC_ALL, nullptr);
  bool available = false;
  for (const char* name :
       {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "German", "fr_FR.UTF-8", "fr_FR"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    available = *std::localeconv()->decimal_point == ',';
    if (available) texts_are_ours();
    break;
  }
  std::setlocale(LC_ALL, c_before.c_str());
  if (!available) WARN("SKIPPED: no locale with a decimal comma is installed (de_DE, fr_FR)");
}
