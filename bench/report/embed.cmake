# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# Makes the page one file and that file a header, as examples/report/embed.cmake does for its page:
#   cmake -DTEMPLATE=.../page.html -DHEADER=.../report_page.hpp -P embed.cmake
# Each line of the template that names a stylesheet becomes that file's text.

get_filename_component(folder "${TEMPLATE}" DIRECTORY)
file(READ "${TEMPLATE}" page)
foreach(name IN ITEMS ../../examples/report/report.css page.css)
  file(READ "${folder}/${name}" text)
  string(REPLACE "<link rel=\"stylesheet\" href=\"${name}\">" "<style>\n${text}</style>" page
                 "${page}")
endforeach()
if(page MATCHES "(href|src)=\"[^\"]*\"")
  message(FATAL_ERROR "embed.cmake: ${TEMPLATE} still asks for a file: ${CMAKE_MATCH_0}")
endif()
get_filename_component(out "${HEADER}" DIRECTORY)
file(WRITE "${out}/report_page.html" "${page}")
file(READ "${out}/report_page.html" hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
file(WRITE "${HEADER}" "// Written by embed.cmake from page.html.\n#pragma once\n
inline constexpr unsigned char report_page[] = {\n${bytes}\n};\n")
