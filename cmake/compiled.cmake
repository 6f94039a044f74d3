# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# outset::compiled, the other form: the same headers only declare, and this library has the fills of
# all scalars, the Shapes, laws, texts and errors, compiled once. It is optimized in every build, so
# that a debug program fills at full speed. Built where a target links it, and with
# OUTSET_BUILD_COMPILED (then it is installed too).

if(MSVC)
  return()
endif()

set(sources functions float double half bfloat16 complex_float complex_double)
list(TRANSFORM sources REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/cmake/compiled/\\1.cpp")
add_library(outset_compiled STATIC EXCLUDE_FROM_ALL ${sources})
add_library(outset::compiled ALIAS outset_compiled)
set_target_properties(outset_compiled PROPERTIES EXPORT_NAME compiled
                      POSITION_INDEPENDENT_CODE ON)
if(OUTSET_BUILD_COMPILED)
  set_target_properties(outset_compiled PROPERTIES EXCLUDE_FROM_ALL OFF)
endif()
target_link_libraries(outset_compiled PUBLIC outset)
target_compile_definitions(outset_compiled PUBLIC OUTSET_COMPILED=1)
# It is not stepped through. A project's own flags stand before these.
target_compile_options(outset_compiled PRIVATE -O2 -DNDEBUG)
