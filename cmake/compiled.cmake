# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# outset::compiled, the other form: the same headers only declare, and this library has the fills of
# all scalars, the Shapes, laws, texts and errors, compiled once. It is optimized in every build, so
# that a debug program fills at full speed. Built where a target links it, and with
# OUTSET_BUILD_COMPILED (then it is installed too).

if(MSVC)
  return()
endif()

add_library(outset_compiled STATIC EXCLUDE_FROM_ALL
            src/functions.cpp src/float.cpp src/double.cpp src/half.cpp src/bfloat16.cpp
            src/complex_float.cpp src/complex_double.cpp)
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
