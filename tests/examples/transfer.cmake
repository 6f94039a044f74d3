# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# `transfer` finds with 5 seeds that a pretrained start helps under other labels, not for new
# digits; the number of threads changes nothing; the networks that it keeps are files; wrong arguments
# end with a text that says what to do. (docs/claims.md has the whole text of 20 seeds, and a test.)
#   cmake -DPROGRAM=<transfer> -DFOLDER=<an empty folder> -P transfer.cmake

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")

macro(transfer)
  execute_process(COMMAND "${PROGRAM}" ${ARGN} WORKING_DIRECTORY "${FOLDER}"
                  OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
endmacro()

transfer(--seeds 5 --threads 1 --keep nets --out transfer.html --svg pictures)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "transfer ended with ${code}: ${err}")
endif()
set(one "${out}")
foreach(text IN ITEMS "- holds: other labels: fine-tuning beats the random start"
                      "- holds: other labels: discriminative rates beat one rate"
                      "- holds: other labels: frozen features beat it"
                      "- does not hold: new digits: fine-tuning beats the random start"
                      "all 640 frozen layers were compared")
  string(FIND "${out}" "${text}" found)
  if(found EQUAL -1)
    message(SEND_ERROR "transfer must say '${text}':\n${out}")
  endif()
endforeach()
foreach(file IN ITEMS nets/relabelled-1 nets/relabelled-5 nets/new-classes-1 nets/new-classes-5)
  if(NOT EXISTS "${FOLDER}/${file}.safetensors")
    message(SEND_ERROR "--keep must leave ${file}.safetensors")
  endif()
endforeach()
file(READ "${FOLDER}/transfer.html" page)
string(REGEX MATCHALL "<figure>" figures "${page}")
file(GLOB pictures "${FOLDER}/pictures/*.svg")
list(LENGTH figures figures)
list(LENGTH pictures pictures)
if(NOT figures EQUAL 2 OR NOT pictures EQUAL 2)
  message(SEND_ERROR "the page has ${figures} pictures and the folder ${pictures}, must be 2 each")
endif()

transfer(--seeds 5 --threads 3)
if(NOT one STREQUAL out)
  message(SEND_ERROR "the number of threads changed\n${one}\ninto\n${out}")
endif()

function(refuses text)
  transfer(${ARGN})
  if(code EQUAL 0 OR NOT err MATCHES "${text}" OR NOT out STREQUAL "")
    message(SEND_ERROR "transfer ${ARGN}: must say '${text}', ended with ${code} and said: ${err}${out}")
  endif()
endfunction()
refuses("--seeds.*whole number from 2" --seeds 1)
refuses("--width.*whole number" --width 0)
refuses("folder must exist" --out no/such/folder/a.html)
refuses("--keep: 'transfer.html' must be a folder" --keep transfer.html)
