# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Each backend of this processor gives the weights and trains to the numbers of stream_v1.sha256 and
# training.sha256.
#   cmake -DPROGRAM=outset_bits -DDIGITS=digits.csv -P everyday.cmake

cmake_minimum_required(VERSION 3.22)
file(READ ${CMAKE_CURRENT_LIST_DIR}/stream_v1.sha256 weights)
file(READ ${CMAKE_CURRENT_LIST_DIR}/training.sha256 training)
set(same)
foreach(backend scalar avx2 avx512 neon)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env OUTSET_SIMD=${backend} ${PROGRAM} --backend --training
                  INPUT_FILE ${DIGITS} OUTPUT_VARIABLE output ERROR_VARIABLE error)
  if(error MATCHES "no backend" OR output MATCHES "^[a-z0-9]+\n" AND NOT output MATCHES "^${backend}\n")
    continue()  # this build or this processor has none
  endif()
  if(NOT output STREQUAL "${backend}\n${weights}${training}")
    message(FATAL_ERROR "${output}${error}differs from\n${weights}${training}")
  endif()
  list(APPEND same ${backend})
endforeach()
if(NOT "scalar" IN_LIST same)
  message(FATAL_ERROR "the portable backend did not run")
endif()
message(STATUS "the same bits: ${same}")
