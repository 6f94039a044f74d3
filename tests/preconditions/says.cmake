# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# A compiler must stop at one #error of outset's, whose text has the words SAYS.
#   cmake "-DCOMPILE=c++ ..." "-DSAYS=words" -P says.cmake

separate_arguments(command UNIX_COMMAND "${COMPILE}")
execute_process(COMMAND ${command} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE errors)
string(REGEX MATCHALL "[0-9]: error: [^\n]*" found "${errors}")
string(REGEX MATCHALL "fatal error: [^\n]*" fatal "${errors}")
list(LENGTH found count)
list(LENGTH fatal fatal_count)
if(result EQUAL 0 OR NOT count EQUAL 1 OR NOT fatal_count EQUAL 1
   OR NOT found MATCHES "${SAYS}" OR NOT fatal MATCHES "stopped by the error above")
  message(FATAL_ERROR "not one error that says \"${SAYS}\":\n${errors}")
endif()
