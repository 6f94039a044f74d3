# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# No weak symbol of outset's, by its mangled name, may be in both objects, except for the two variables
# of which a program has one. NAMES is a regular expression of the names that count; all, if it is not
# given.
#   cmake -DNM=nm -DFIRST=a.o -DSECOND=b.o [-DNAMES=regex] -P symbols.cmake

cmake_minimum_required(VERSION 3.22)

foreach(object FIRST SECOND)
  execute_process(COMMAND ${NM} ${${object}} OUTPUT_VARIABLE names RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${NM} ${${object}} ended with ${result}")
  endif()
  string(REGEX MATCHALL " [VWu] [^ \n]*6outset[^ \n]*" ${object}_names "${names}")
  list(FILTER ${object}_names INCLUDE REGEX "${NAMES}")
  list(LENGTH ${object}_names count)
  message(STATUS "${count} weak symbols of outset in ${${object}}")
  if(count EQUAL 0)
    message(FATAL_ERROR "none at all: this test does not see what it is about")
  endif()
endforeach()

set(one_for_all "forced_backend|current_error_handler")
set(shared)
foreach(name IN LISTS FIRST_names)
  if(name IN_LIST SECOND_names AND NOT name MATCHES "${one_for_all}")
    string(APPEND shared "\n${name}")
  endif()
endforeach()
if(shared)
  message(FATAL_ERROR "shared by files of different flags:${shared}")
endif()
