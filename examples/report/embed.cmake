# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# Makes the report's page one file and that file a header:
#   cmake -DTEMPLATE=.../report.html -DHEADER=.../report_page.hpp -P embed.cmake
# Each line of the template that names a file beside it (a stylesheet, a script, a licence) becomes
# that file's text. The bytes go into an array, not a literal: MSVC ends a literal at 65535 bytes.

get_filename_component(folder "${TEMPLATE}" DIRECTORY)
file(READ "${TEMPLATE}" page)

string(REGEX MATCHALL "<link rel=\"stylesheet\" href=\"[^\"]*\">" links "${page}")
foreach(link IN LISTS links)
  string(REGEX REPLACE ".*href=\"([^\"]*)\".*" "\\1" name "${link}")
  file(READ "${folder}/${name}" text)
  string(REPLACE "${link}" "<style>\n${text}</style>" page "${page}")
endforeach()
string(REGEX MATCHALL "<script src=\"[^\"]*\"></script>" links "${page}")
foreach(link IN LISTS links)
  string(REGEX REPLACE ".*src=\"([^\"]*)\".*" "\\1" name "${link}")
  file(READ "${folder}/${name}" text)
  string(REPLACE "${link}" "<script>\n${text}</script>" page "${page}")
endforeach()
file(READ "${folder}/uplot/LICENSE" text)
string(REPLACE "<script type=\"text/plain\" src=\"uplot/LICENSE\"></script>"
               "<script type=\"text/plain\">uPlot:\n${text}</script>" page "${page}")
string(REPLACE "script-src 'self' " "script-src " page "${page}")
string(REPLACE "style-src 'self' " "style-src " page "${page}")
if(page MATCHES "(href|src)=\"[^\"]*\"")
  message(FATAL_ERROR "embed.cmake: ${TEMPLATE} still asks for a file: ${CMAKE_MATCH_0}")
endif()

string(REGEX MATCHALL "@OUTSET_DATA@" marks "${page}")
list(LENGTH marks count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "embed.cmake: ${TEMPLATE} has ${count} marks @OUTSET_DATA@, must have one")
endif()

get_filename_component(out "${HEADER}" DIRECTORY)
file(WRITE "${out}/report_page.html" "${page}")
file(READ "${out}/report_page.html" hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
file(WRITE "${HEADER}" "// Written by embed.cmake from report.html.\n#pragma once\n
inline constexpr unsigned char report_page[] = {\n${bytes}\n};\n")
