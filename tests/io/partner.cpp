// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What numpy.py asks of outset: one program, each line of its input a job.
//
//   npy IN OUT                           read an array in its own scalar, and save it
//   npz IN OUT, packed IN OUT            the same with all arrays of a npz file (where libzip is)
//   tensors IN OUT                       the same with all tensors of a safetensors file
//   layer KIND FROM TO MULTIPLIER IN OUT every tensor of a file in another layout

#include <iostream>
#include <string>

#include "outset/io/layouts.hpp"
#include "outset/io/npy.hpp"
#include "outset/io/safetensors.hpp"
#if defined(OUTSET_PARTNER_ZIP)
#include "outset/io/npz.hpp"
#endif

namespace io = outset::io;

namespace {

template <class Use>
void with_dtype(std::string_view dtype, const Use& use) {
  for (const io::Dtype d : {io::Dtype::f16, io::Dtype::bf16, io::Dtype::f32, io::Dtype::f64,
                            io::Dtype::c64, io::Dtype::c128}) {
    if (io::name_of(d) == dtype) io::detail::with_scalar(d, use);
  }
}

template <class Null>
using Matrix = Eigen::Matrix<std::remove_pointer_t<Null>, Eigen::Dynamic, Eigen::Dynamic>;

void copy_npy(const std::string& in, const std::string& out) {
  const io::Npy file(in);
  with_dtype(file.dtype(), [&](auto* null) {
    io::save_npy(out, file.load<Matrix<decltype(null)>>(), file.shape());
  });
}

#if defined(OUTSET_PARTNER_ZIP)
void copy_npz(const std::string& in, const std::string& out, io::NpzWriter::Packed packed) {
  const io::Npz file(in);
  io::NpzWriter writer(out, packed);
  for (const std::string& name : file.names()) {
    with_dtype(file.dtype(name), [&](auto* null) {
      writer.add(name, file.load<Matrix<decltype(null)>>(name), file.shape(name));
    });
  }
  writer.finish();
}
#endif

void copy_tensors(const std::string& in, const std::string& out) {
  const io::Safetensors file(in);
  io::SafetensorsWriter writer(out, file.metadata());
  for (const std::string& name : file.names()) {
    with_dtype(file.dtype(name), [&](auto* null) {
      using Own = Matrix<decltype(null)>;
      if constexpr (!std::is_same_v<typename Own::Scalar, std::complex<double>>) {
        writer.add(name, file.load<Own>(name), file.shape(name));
      }
    });
  }
  writer.finish();
}

io::Framework framework(const std::string& name) {
  if (name == "keras") return io::Framework::keras;
  return name == "flax" ? io::Framework::flax : io::Framework::pytorch;
}

io::LayerKind kind(const std::string& name) {
  for (const auto& [text, value] : {std::pair{"dense", io::LayerKind::dense},
                                    {"conv", io::LayerKind::conv},
                                    {"conv_transposed", io::LayerKind::conv_transposed},
                                    {"depthwise", io::LayerKind::depthwise},
                                    {"lstm", io::LayerKind::lstm},
                                    {"gru", io::LayerKind::gru}}) {
    if (name == text) return value;
  }
  return io::LayerKind::embedding;
}

void change_layer(std::istream& words) {
  std::string layer, from, to, in, out;
  outset::Index multiplier = 1;
  words >> layer >> from >> to >> multiplier >> in >> out;
  const io::Safetensors file(in);
  io::SafetensorsWriter writer(out);
  for (const std::string& name : file.names()) {
    io::add_array(writer, name,
                  io::relayout(io::load_array<double>(file, name), kind(layer), framework(from),
                               framework(to), multiplier));
  }
  writer.finish();
}

}  // namespace

int main() {
  std::string job, in, out;
  while (std::cin >> job) {
    if (job == "layer") {
      change_layer(std::cin);
    } else if (std::cin >> in >> out) {
      if (job == "npy") copy_npy(in, out);
      if (job == "tensors") copy_tensors(in, out);
#if defined(OUTSET_PARTNER_ZIP)
      if (job == "npz") copy_npz(in, out, io::NpzWriter::Packed::no);
      if (job == "packed") copy_npz(in, out, io::NpzWriter::Packed::yes);
#endif
    }
  }
}
