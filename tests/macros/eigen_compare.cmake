# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Two programs must print the same in the lines that begin with one of the words of LINES.
#   cmake -DEXPECTED=program -DPROGRAM=program -DLINES="a;b" -P eigen_compare.cmake

cmake_minimum_required(VERSION 3.22)

foreach(program EXPECTED PROGRAM)
  execute_process(COMMAND ${${program}} OUTPUT_VARIABLE ${program}_text RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${${program}} ended with ${result}")
  endif()
  message(STATUS "${${program}}:\n${${program}_text}")
endforeach()
foreach(line IN LISTS LINES)
  string(REGEX MATCH "${line} +[0-9a-f]+" expected "${EXPECTED_text}")
  string(REGEX MATCH "${line} +[0-9a-f]+" found "${PROGRAM_text}")
  if(expected STREQUAL "" OR NOT expected STREQUAL found)
    message(FATAL_ERROR "must be ${expected}: ${found}")
  endif()
endforeach()
