# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# README's program is examples/quickstart.cpp, and prints what README says.
#   cmake -DPROGRAM=<quickstart> -DREADME=README.md -DSOURCE=examples/quickstart.cpp -P quickstart.cmake
# README shows the program in its first ```cpp block that has a main, from the first #include on,
# and its output in the next block, one without a language.

file(READ "${README}" readme)
file(READ "${SOURCE}" source)
foreach(text IN ITEMS readme source)
  string(REPLACE "\r\n" "\n" ${text} "${${text}}")
endforeach()

# Sets `block` to the next block fenced by ```<language>, and `readme` to what follows it.
macro(next_block language)
  string(FIND "${readme}" "```${language}\n" begin)
  if(begin EQUAL -1)
    message(FATAL_ERROR "${README}: no block ```${language} where one should be")
  endif()
  string(LENGTH "```${language}\n" fence)
  math(EXPR begin "${begin} + ${fence}")
  string(SUBSTRING "${readme}" ${begin} -1 readme)
  string(FIND "${readme}" "```" end)
  string(SUBSTRING "${readme}" 0 ${end} block)
  math(EXPR end "${end} + 3")
  string(SUBSTRING "${readme}" ${end} -1 readme)
endmacro()

set(block "")
while(NOT block MATCHES "int main")
  next_block(cpp)
endwhile()
string(FIND "${source}" "#include" begin)
string(SUBSTRING "${source}" ${begin} -1 program)
if(NOT block STREQUAL program)
  message(FATAL_ERROR "README's program:\n${block}\ndiffers from ${SOURCE}:\n${program}")
endif()

next_block("")
execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE printed RESULT_VARIABLE code)
string(REPLACE "\r\n" "\n" printed "${printed}")
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${code}")
endif()
if(NOT block STREQUAL printed)
  message(FATAL_ERROR "README says that the program prints:\n${block}\nand it prints:\n${printed}")
endif()
