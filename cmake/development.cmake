# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# What our own executables are built with, kept away from outset::outset: the warnings that users
# may have on, so that none of them ever comes from our headers.

add_library(outset_development INTERFACE)
target_link_libraries(outset_development INTERFACE outset::outset)
if(MSVC)
  target_compile_options(outset_development INTERFACE /W4 /permissive- /bigobj /utf-8
                                                      $<$<BOOL:${OUTSET_WERROR}>:/WX>)
else()
  target_compile_options(outset_development INTERFACE
    -Wall -Wextra -pedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum -Wfloat-equal
    -Weffc++ -Wold-style-cast -Wnon-virtual-dtor -Wdouble-promotion
    $<$<BOOL:${OUTSET_WERROR}>:-Werror>)
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
