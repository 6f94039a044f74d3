# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# docs/claims.md is what `claims all` prints with every compiler, and any number of threads; the page
# needs no other file; the pictures are XML of their own; wrong arguments end with a text that says
# what to do.
#   cmake -DPROGRAM=<claims> -DFOLDER=<an empty folder> -DEXPECTED=docs/claims.md -P claims.cmake
#
# To write it anew: build/.../claims all >docs/claims.md

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")

macro(claims)
  execute_process(COMMAND "${PROGRAM}" ${ARGN} WORKING_DIRECTORY "${FOLDER}"
                  OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  string(REPLACE "\r\n" "\n" out "${out}")
endmacro()

claims(all --out claims.html --svg pictures)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "claims ended with ${code}: ${err}")
endif()
file(READ "${EXPECTED}" expected)
if(NOT out STREQUAL expected)
  file(WRITE "${FOLDER}/claims.md" "${out}")
  message(SEND_ERROR "claims printed another text than ${EXPECTED}: compare it with ${FOLDER}/claims.md")
endif()

file(READ "${FOLDER}/claims.html" page)
if(page MATCHES "(src|href)=\"?[^\"# >]|@import|url\\(|fetch\\(|XMLHttpRequest")
  message(SEND_ERROR "the page asks for something outside: ${CMAKE_MATCH_0}")
endif()
if(page MATCHES "@OUTSET_DATA@|[> ](nan|inf)[< ]")
  message(SEND_ERROR "the page has '${CMAKE_MATCH_0}'")
endif()
file(GLOB pictures "${FOLDER}/pictures/*.svg")
list(LENGTH pictures count)
string(REGEX MATCHALL "<figure>" figures "${page}")
list(LENGTH figures figures)
if(NOT count EQUAL figures OR count LESS 10)
  message(SEND_ERROR "${count} files of pictures, ${figures} in the page")
endif()
foreach(picture IN LISTS pictures)
  file(READ "${picture}" text)
  if(text MATCHES "var\\(|data-tip|nan|inf[^o]" OR NOT text MATCHES "^<svg xmlns=.*</svg>\n$")
    message(SEND_ERROR "${picture} must stand alone: '${CMAKE_MATCH_0}'")
  endif()
endforeach()

claims(symmetry --threads 1)
set(one "${out}")
claims(symmetry --threads 3)
if(NOT one STREQUAL out)
  message(SEND_ERROR "the number of threads changed\n${one}\ninto\n${out}")
endif()
claims(--list)
string(REGEX MATCHALL "\n" lines "${out}")
list(LENGTH lines lines)
string(REGEX MATCHALL "(^|\n)## " sections "${expected}")
list(LENGTH sections sections)
if(NOT lines EQUAL sections OR lines LESS 10)
  message(SEND_ERROR "--list must name the ${sections} claims of ${EXPECTED}:\n${out}")
endif()

function(refuses text)
  claims(${ARGN})
  if(code EQUAL 0 OR NOT err MATCHES "${text}" OR NOT out STREQUAL "")
    message(SEND_ERROR "claims ${ARGN}: must say '${text}', ended with ${code} and said: ${err}${out}")
  endif()
endfunction()
refuses("no claim 'symetry', must be .*symmetry" symetry)
refuses("folder must exist" symmetry --out no/such/folder/a.html)
refuses("--threads.*whole number" symmetry --threads 0)
