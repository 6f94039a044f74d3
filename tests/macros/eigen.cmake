# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Eigen's preprocessor switches (its page "Preprocessor directives"), defined for a whole program or
# for some of its files.
#   macros/eigen/NAME     eigen.cpp with a set of switches has the hashes that it has without any
#   macros/eigen/refused  what nets cannot be built with is an error that says so
#   macros/eigen/mixed_*  files with and without switches in one program: the same weights whatever
#                         is linked first, and every function of outset's in both files is the same
#   macros/eigen/nets_apart_*  no function of nn's is in both files

add_executable(macros_eigen eigen.cpp)
target_link_libraries(macros_eigen PRIVATE outset_development)
target_compile_options(macros_eigen PRIVATE -O0)

# eigen_switches(NAME LINES SWITCH...): LINES of the hashes must be the same
function(eigen_switches name lines)
  set(target macros_eigen_${name})
  add_executable(${target} eigen.cpp)
  target_link_libraries(${target} PRIVATE outset_development)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE ${ARGN})
  target_compile_options(${target} PRIVATE -O0)
  add_test(NAME macros/eigen/${name}
           COMMAND ${CMAKE_COMMAND} -DEXPECTED=$<TARGET_FILE:macros_eigen>
                   -DPROGRAM=$<TARGET_FILE:${target}> -DLINES=${lines}
                   -P ${CMAKE_CURRENT_SOURCE_DIR}/eigen_compare.cmake)
  set_tests_properties(macros/eigen/${name} PROPERTIES LABELS "everyday;compiler;unsanitized")
endfunction()

# All switches, in a few programs. One program has several switches where none of them cancels
# another.
# Some of these change how many numbers Eigen sums at once.
eigen_switches(fewer "weights;training"
  EIGEN_DONT_VECTORIZE EIGEN_MAX_ALIGN_BYTES=0 EIGEN_FAST_MATH=0 EIGEN_UNROLLING_LIMIT=0
  EIGEN_DONT_PARALLELIZE EIGEN_INITIALIZE_MATRICES_BY_ZERO EIGEN_NO_DEBUG EIGEN_NO_STATIC_ASSERT
  EIGEN_NO_IO EIGEN_MAX_CPP_VER=11 EIGEN_HAS_C99_MATH=0 EIGEN_HAS_CXX11_MATH=0
  EIGEN_HAS_RVALUE_REFERENCES=0 EIGEN_HAS_STD_HASH=0 EIGEN_HAS_VARIADIC_TEMPLATES=0
  EIGEN_HAS_CONSTEXPR=0 EIGEN_HAS_CXX11_CONTAINERS=0 EIGEN_HAS_CXX11_NOEXCEPT=0
  EIGEN_HAS_CXX11_ATOMIC=0 EIGEN_HAS_CXX11_OVERRIDE_FINAL=0 EIGEN_AVOID_STL_ARRAY
  EIGEN_DISABLE_UNALIGNED_ARRAY_ASSERT EIGEN_STRONG_INLINE=inline EIGEN_DONT_USE_RESTRICT_KEYWORD
  EIGEN_MPL2_ONLY EIGEN_NO_CPUID EIGEN_NO_DEPRECATED_WARNING EIGEN_STACK_ALLOCATION_LIMIT=0)
eigen_switches(more "weights;training;losses"
  EIGEN_DEFAULT_TO_ROW_MAJOR EIGEN_INITIALIZE_MATRICES_BY_NAN EIGEN_NO_AUTOMATIC_RESIZING EIGEN_INTERNAL_DEBUGGING
  EIGEN_RUNTIME_NO_MALLOC EIGEN_USE_STD_FPCLASSIFY EIGEN_USE_THREADS EIGEN_USE_BLAS
  EIGEN_STACK_ALLOCATION_LIMIT=16384 EIGEN_UNROLLING_LIMIT=1000 EIGEN_MAX_STATIC_ALIGN_BYTES=0
  EIGEN_UNALIGNED_VECTORIZE=0 EIGEN_MALLOC_ALREADY_ALIGNED=0
  EIGEN_CACHEFRIENDLY_PRODUCT_THRESHOLD=1 EIGEN_GEMM_TO_COEFFBASED_THRESHOLD=1
  EIGEN_DEFAULT_L1_CACHE_SIZE=1024 "EIGEN_DEFAULT_DENSE_INDEX_TYPE=long long"
  "EIGEN_DEFAULT_IO_FORMAT=Eigen::IOFormat(3)" OUTSET_TEST_ASSERT_THROWS
  "EIGEN_DENSEBASE_PLUGIN=\"eigen_plugin.inl\"" "EIGEN_MATRIXBASE_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_PLAINOBJECTBASE_PLUGIN=\"eigen_plugin.inl\"" "EIGEN_MATRIX_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_ARRAYBASE_PLUGIN=\"eigen_plugin.inl\"" "EIGEN_ARRAY_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_MAPBASE_PLUGIN=\"eigen_plugin.inl\"" "EIGEN_VECTORWISEOP_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_FUNCTORS_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_SPARSEMATRIXBASE_PLUGIN=\"eigen_plugin.inl\""
  "EIGEN_SPARSEMATRIX_PLUGIN=\"eigen_plugin.inl\"")
eigen_switches(small_index "weights" OUTSET_TEST_NO_NETS EIGEN_DEFAULT_DENSE_INDEX_TYPE=int
  EIGEN_NO_MALLOC EIGEN_NO_DEBUG)

# As in compile_fail, but the switch is not in the file.
foreach(switch EIGEN_NO_MALLOC EIGEN_DEFAULT_DENSE_INDEX_TYPE=int)
  string(REGEX REPLACE "=.*" "" name ${switch})
  add_test(NAME macros/eigen/refused_${name}
           COMMAND ${outset_syntax} -D${switch}
                   ${PROJECT_SOURCE_DIR}/include/outset/nn/matrix.hpp COMMAND_EXPAND_LISTS)
  set_tests_properties(macros/eigen/refused_${name} PROPERTIES LABELS "everyday;compiler"
                       PASS_REGULAR_EXPRESSION "error: .*outset: the matrices of a net.*${name}")
endforeach()

# Not optimized, so that every function is called and equal source gives equal code.
foreach(unit plain switched)
  add_library(macros_eigen_${unit} OBJECT eigen_mixed.cpp)
  target_link_libraries(macros_eigen_${unit} PRIVATE outset_development)
  target_compile_options(macros_eigen_${unit} PRIVATE -O0)
endforeach()
target_compile_definitions(macros_eigen_switched PRIVATE
  EIGEN_DEFAULT_TO_ROW_MAJOR EIGEN_INITIALIZE_MATRICES_BY_NAN EIGEN_DEFAULT_DENSE_INDEX_TYPE=int)
set(plain $<TARGET_OBJECTS:macros_eigen_plain>)
set(switched $<TARGET_OBJECTS:macros_eigen_switched>)
add_executable(macros_eigen_plain_first eigen_mixed_main.cpp ${plain} ${switched})
add_executable(macros_eigen_switched_first eigen_mixed_main.cpp ${switched} ${plain})
foreach(first plain_first switched_first)
  add_test(NAME macros/eigen/mixed_${first} COMMAND macros_eigen_${first})
  set_tests_properties(macros/eigen/mixed_${first} PROPERTIES LABELS "everyday;compiler;unsanitized")
endforeach()
foreach(name fewer more)
  add_test(NAME macros/eigen/nets_apart_${name}
           COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DFIRST=$<TARGET_OBJECTS:macros_eigen>
                   -DSECOND=$<TARGET_OBJECTS:macros_eigen_${name}> -DNAMES=2nn
                   -P ${PROJECT_SOURCE_DIR}/tests/odr/symbols.cmake)
  set_tests_properties(macros/eigen/nets_apart_${name} PROPERTIES
                       LABELS "everyday;compiler;unsanitized")
endforeach()
if(CMAKE_OBJDUMP AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  add_test(NAME macros/eigen/mixed_symbols
           COMMAND ${CMAKE_COMMAND} -DOBJDUMP=${CMAKE_OBJDUMP} -DFIRST=${plain} -DSECOND=${switched}
                   -P ${CMAKE_CURRENT_SOURCE_DIR}/eigen_symbols.cmake)
  set_tests_properties(macros/eigen/mixed_symbols PROPERTIES LABELS "everyday;compiler;unsanitized")
endif()
