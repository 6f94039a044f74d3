# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# The peers that are installed, each file a library of its own: its flags and language version go
# no further, and its headers are not ours to warn about. All in a function, so that the variables
# that a peer's package sets are forgotten afterwards.

# outset_bench_peer(PROGRAM NAME LIBRARIES...)
function(outset_bench_peer program name)
  string(TOUPPER ${name} upper)
  add_library(bench_peer_${name} STATIC peers/${name}.cpp)
  target_compile_features(bench_peer_${name} PRIVATE cxx_std_17)
  target_compile_options(bench_peer_${name} PRIVATE -w)
  target_link_libraries(bench_peer_${name} PRIVATE ${ARGN})
  target_link_libraries(${program} PRIVATE bench_peer_${name})
  target_compile_definitions(${program} PRIVATE OUTSET_BENCH_${upper}=1)
  message(STATUS "outset: ${program} compares with ${name}")
endfunction()

# A peer that is all headers may be in bench_fill_native too, with that program's flags.
function(outset_bench_native_peer name)
  string(TOUPPER ${name} upper)
  target_sources(bench_fill_native PRIVATE peers/${name}.cpp)
  target_compile_definitions(bench_fill_native PRIVATE OUTSET_BENCH_${upper}=1)
  set_source_files_properties(peers/${name}.cpp PROPERTIES COMPILE_OPTIONS -w)
endfunction()

function(outset_bench_peers)
  outset_bench_peer(bench_fill standard)
  outset_bench_native_peer(standard)
  outset_bench_peer(bench_fill eigen Eigen3::Eigen)
  outset_bench_native_peer(eigen)

  find_path(OUTSET_BOOST_RANDOM boost/random/mersenne_twister.hpp)
  if(OUTSET_BOOST_RANDOM)
    outset_bench_peer(bench_fill boost)
    target_include_directories(bench_peer_boost SYSTEM PRIVATE ${OUTSET_BOOST_RANDOM})
  endif()

  find_package(absl CONFIG QUIET)
  if(TARGET absl::random_random)
    outset_bench_peer(bench_fill abseil absl::random_random)
  endif()

  find_package(Armadillo QUIET)
  if(ARMADILLO_FOUND)
    outset_bench_peer(bench_fill armadillo ${ARMADILLO_LIBRARIES})
    target_include_directories(bench_peer_armadillo SYSTEM PRIVATE ${ARMADILLO_INCLUDE_DIRS})
  endif()

  set(CMAKE_MESSAGE_LOG_LEVEL NOTICE)  # it talks even when asked to be quiet
  find_package(Torch CONFIG QUIET)
  unset(CMAKE_MESSAGE_LOG_LEVEL)
  if(TARGET torch)
    outset_bench_peer(bench_fill libtorch ${TORCH_LIBRARIES})
    target_include_directories(bench_peer_libtorch SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
    outset_bench_peer(bench_orthogonal libtorch_orthogonal ${TORCH_LIBRARIES})
    target_include_directories(bench_peer_libtorch_orthogonal SYSTEM
                               PRIVATE ${TORCH_INCLUDE_DIRS})
    outset_bench_peer(bench_train libtorch_train ${TORCH_LIBRARIES})
    target_include_directories(bench_peer_libtorch_train SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
  endif()

  # Not packaged by many systems: name the folder that holds EigenRand/EigenRand.
  find_path(OUTSET_EIGENRAND EigenRand/EigenRand DOC "The folder that holds EigenRand/EigenRand")
  if(OUTSET_EIGENRAND)
    outset_bench_peer(bench_fill eigenrand Eigen3::Eigen)
    target_include_directories(bench_peer_eigenrand SYSTEM PRIVATE ${OUTSET_EIGENRAND})
    outset_bench_native_peer(eigenrand)
    target_include_directories(bench_fill_native SYSTEM PRIVATE ${OUTSET_EIGENRAND})
  endif()
endfunction()
outset_bench_peers()
