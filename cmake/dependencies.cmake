# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# outset_dependency(NAME): the installed package if there is one, else a pinned download, else an
# error that names the packages. The library needs Eigen3; the rest is for tests and examples.
#
# No version of Eigen3 is asked for: 3.4.0's version file refuses any range that reaches into 5, and
# 5's refuses 3.4. config.hpp checks the version that is really included.

macro(outset_package_line name)
  file(STRINGS ${PROJECT_SOURCE_DIR}/cmake/packages.txt outset_package REGEX "^${name} ")
  separate_arguments(outset_package UNIX_COMMAND "${outset_package}")
endmacro()

macro(outset_dependency name)
  outset_package_line(${name})
  list(GET outset_package 5 outset_target)
  if(NOT TARGET ${outset_target})
    find_package(${name} CONFIG QUIET)
  endif()
  if(NOT TARGET ${outset_target})
    outset_fetch(${outset_package})
  endif()
endmacro()

# outset_decide(PART OPTION NAME...): sets outset_builds_PART. With AUTO, PART is left out if a package
# is missing, and a message names the package. With ON, outset_dependency downloads what is missing.
function(outset_decide part option)
  set(builds ${${option}})
  if(builds STREQUAL "AUTO")
    set(builds ${PROJECT_IS_TOP_LEVEL})
    set(missing)
    set(columns)
    foreach(name IN LISTS ARGN)
      if(NOT builds)
        break()
      endif()
      find_package(${name} CONFIG QUIET)
      if(NOT ${name}_FOUND)
        outset_package_line(${name})
        foreach(column RANGE 1 4)
          list(GET outset_package ${column} package)
          string(APPEND package_${column} " ${package}")
        endforeach()
        list(APPEND missing ${name})
      endif()
    endforeach()
    if(missing)
      list(JOIN missing " and " missing)
      message(STATUS "outset: the ${part} are left out, because ${missing} was not found. To build them, "
                     "one of:\n     apt-get install${package_1}\n     dnf install${package_2}\n"
                     "     brew install${package_3}\n     vcpkg install${package_4}\n"
                     "   or -D${option}=ON, which downloads what is missing.")
      set(builds OFF)
    endif()
  endif()
  set(outset_builds_${part} ${builds} PARENT_SCOPE)
endfunction()

function(outset_fetch name apt dnf brew vcpkg target repository tag)
  string(CONCAT install "To install it, one of:\n  apt-get install ${apt}\n  dnf install ${dnf}\n"
                        "  brew install ${brew}\n  vcpkg install ${vcpkg}\n"
                        "or name its folder in CMAKE_PREFIX_PATH")
  if(NOT OUTSET_FETCH)
    message(FATAL_ERROR "outset: ${name} was not found. ${install}, or set OUTSET_FETCH=ON.")
  endif()
  # The repository is asked first, so that without a network the hint comes after git's errors.
  find_package(Git QUIET)
  if(GIT_FOUND)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_TERMINAL_PROMPT=0
                            ${GIT_EXECUTABLE} ls-remote --exit-code --quiet ${repository} ${tag}
                    TIMEOUT 30 RESULT_VARIABLE unreachable OUTPUT_QUIET ERROR_QUIET)
  endif()
  if(NOT GIT_FOUND OR unreachable)
    message(FATAL_ERROR "outset: ${name} was not found, and ${repository} cannot be reached to download "
                        "it. ${install}.")
  endif()
  message(STATUS "outset: ${name} was not found, downloading ${repository} ${tag}. ${install}.")

  # Only the library: none of its tests and examples, and nothing but Eigen is installed with
  # outset.
  foreach(option BUILD_TESTING EIGEN_BUILD_DOC CLI11_BUILD_TESTS CLI11_BUILD_EXAMPLES CLI11_INSTALL
                 JSON_BuildTests JSON_Install BENCHMARK_ENABLE_TESTING BENCHMARK_ENABLE_WERROR
                 BENCHMARK_ENABLE_INSTALL)
    set(${option} OFF)
  endforeach()
  set(CMAKE_EXPORT_NO_PACKAGE_REGISTRY ON)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  include(FetchContent)
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag} GIT_SHALLOW TRUE)
  FetchContent_MakeAvailable(${name})
  if(NOT TARGET ${target})
    message(FATAL_ERROR "outset: ${repository} ${tag} brought no target ${target}. ${install}.")
  endif()

  # Headers give no warnings, as those of an installed package.
  get_target_property(real ${target} ALIASED_TARGET)
  if(NOT real)
    set(real ${target})
  endif()
  get_target_property(folders ${real} INTERFACE_INCLUDE_DIRECTORIES)
  set_property(TARGET ${real} PROPERTY INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${folders})
endfunction()
