# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Every line of a file that ends with `// says: WORDS` must be an error, and the words must stand in
# the error's line or the three after it: with one line before it, the first five that a user sees.
#   cmake "-DCOMPILE=c++ -std=c++20 ..." -DSOURCE=calls.cpp -P says.cmake

cmake_minimum_required(VERSION 3.22)
separate_arguments(command UNIX_COMMAND "${COMPILE}")
execute_process(COMMAND ${command} ${SOURCE} RESULT_VARIABLE result OUTPUT_QUIET
                ERROR_VARIABLE errors)
if(result EQUAL 0)
  message(FATAL_ERROR "it compiles")
endif()

# Lists split at semicolons, and brackets protect them: neither may stay.
file(READ ${SOURCE} lines)
string(REGEX REPLACE "[][;]" "|" lines "${lines}")
string(REPLACE "\n" ";" lines "${lines}")
string(REGEX REPLACE "[][;]" "|" errors "${errors}")
set(number 0)
set(calls 0)
set(silent)
foreach(line IN LISTS lines)
  math(EXPR number "${number} + 1")
  if(NOT line MATCHES "// says: (.+)$")
    continue()
  endif()
  set(says "${CMAKE_MATCH_1}")
  math(EXPR calls "${calls} + 1")
  string(REGEX MATCH "calls\\.cpp:${number}:[0-9]+: error: [^\n]*\n[^\n]*\n[^\n]*\n[^\n]*" first
               "${errors}")
  string(FIND "${first}" "${says}" place)
  if(place EQUAL -1)
    string(APPEND silent "\n${line}\n${first}\n")
  endif()
endforeach()
if(calls EQUAL 0 OR silent)
  message(FATAL_ERROR "${calls} calls, of which these do not say why they do not compile:${silent}")
endif()
message(STATUS "${calls} calls say why they do not compile")
