# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# The warnings that our own executables are compiled with; outset::outset has none of them.
# tests/warnings compiles only our headers, with further warnings that users may turn on.

add_library(outset_development INTERFACE)
target_link_libraries(outset_development INTERFACE outset::outset)
if(MSVC)
  target_compile_options(outset_development INTERFACE /W4 /permissive- /bigobj /utf-8
                                                      $<$<BOOL:${OUTSET_WERROR}>:/WX>)
else()
  target_compile_options(outset_development INTERFACE
    -Wall -Wextra -pedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum -Wold-style-cast
    -Wnon-virtual-dtor
    $<$<BOOL:${OUTSET_WERROR}>:-Werror>)
endif()

# outset_compile_quickly(TARGET): half optimized in a release build, for what compiles longer than it
# runs. (So, g++ 12 finds fault with the standard library's strings and with Eigen's matrices. The
# parameter has it collect garbage less often.)
set(outset_quickly)
if(NOT MSVC)
  set(outset_quickly $<$<CONFIG:Release>:-Og>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND outset_quickly -Wno-array-bounds -Wno-stringop-overflow -Wno-maybe-uninitialized
                             --param=ggc-min-expand=200)
endif()
function(outset_compile_quickly target)
  target_compile_options(${target} PRIVATE ${outset_quickly})
endfunction()

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
