// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What can be chosen, as JSON, from the library's own tables: a new initializer or activation
// appears on the page by itself.

#include <nlohmann/json.hpp>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <string>
#include <utility>

#include "settings.hpp"

namespace playground {

using Json = nlohmann::ordered_json;

inline Json catalog() {
  Json initializers = Json::array();
  for (const outset::detail::Known& known : outset::detail::registry<>.lines) {
    const std::string name(known.names[0]);
    alignas(double) unsigned char defaults[outset::detail::largest_initializer];
    known.construct(defaults);
    Json options = Json::array();
    for (const outset::detail::Option& option : known.options) {
      Json choices = Json::array();
      for (const std::string_view choice : option.type->choices) choices.push_back(choice);
      options.push_back(
          {{"name", option.name}, {"value", show_value(option, defaults)}, {"choices", choices}});
    }
    initializers.push_back(
        {{"name", name}, {"elementwise", known.distribution != nullptr}, {"options", options}});
  }
  Json activations = Json::array();
  for (const auto name : outset::nn::activation_names) activations.push_back(name);
  return {{"initializers", initializers},
          {"activations", activations},
          {"sets", set_names},
          {"methods", method_names}};
}

}  // namespace playground
