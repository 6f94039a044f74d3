# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Every function of outset's that is in both objects must have the same instructions in both, and
# name the same symbols. (Numbers of constants count an object's constants, so they may differ. The
# standard library's functions on outset's types are not outset's: whether clang++ knows that they do
# not throw depends on what it has instantiated before.)
#   cmake -DOBJDUMP=objdump -DFIRST=a.o -DSECOND=b.o -P eigen_symbols.cmake

cmake_minimum_required(VERSION 3.22)

foreach(object FIRST SECOND)
  execute_process(COMMAND ${OBJDUMP} -dr --no-show-raw-insn ${${object}} OUTPUT_VARIABLE code
                  RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${OBJDUMP} ${${object}} ended with ${result}")
  endif()
  string(REGEX REPLACE "[][;]" "" code "${code}")
  # objdump's guess for an address that is not linked yet; the next line has its name.
  string(REGEX REPLACE "<[^>\n]*>\n" "\n" code "${code}")
  # "R_X86_64_PC32 .L.str.7-0x4", ".LC3-0x4", ".rodata+0x20"
  string(REGEX REPLACE "(R_X86_64_[0-9A-Z]+\t)\\.[^\n]*" "\\1constant" code "${code}")
  # A weak function has a section of its own, named after it.
  string(REGEX REPLACE "\n*Disassembly of section [^\n]*\n*" ";" functions "${code}")
  set(${object}_names)
  foreach(function IN LISTS functions)
    if(function MATCHES "^0+ <(_Z[^>\n]*6outset[^>\n]*)>:\n(.*)")
      list(APPEND ${object}_names ${CMAKE_MATCH_1})
      string(MD5 ${object}_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endif()
  endforeach()
  list(LENGTH ${object}_names count)
  message(STATUS "${count} functions of outset in ${${object}}")
endforeach()

set(shared 0)
set(different)
foreach(name IN LISTS FIRST_names)
  if(name MATCHES "_GLOBAL__N_|^_ZN?K?St" OR NOT DEFINED SECOND_${name})
    continue()
  endif()
  math(EXPR shared "${shared} + 1")
  if(NOT FIRST_${name} STREQUAL SECOND_${name})
    string(APPEND different "\n${name}")
  endif()
endforeach()
message(STATUS "${shared} in both")
if(shared EQUAL 0)
  message(FATAL_ERROR "none at all: this test does not see what it is about")
endif()
if(different)
  message(FATAL_ERROR "differ in files with other switches:${different}")
endif()
