# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen

# Headers, the CMake package and the pkg-config files. None depends on the architecture, so all go to
# the data folder (share/). The library of outset::compiled does: it goes to lib/, with a package file
# and a pkg-config file of its own, where OUTSET_BUILD_COMPILED asks for it.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/outset)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(DIRECTORY include/outset DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inl")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS outset EXPORT outset-targets)
install(EXPORT outset-targets NAMESPACE outset:: DESTINATION ${package_dir})

set(compiled_dir ${CMAKE_INSTALL_LIBDIR}/cmake/outset)
configure_package_config_file(cmake/outset-config.cmake.in ${PROJECT_BINARY_DIR}/outset-config.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS compiled_dir)
# 0.2 may break what 0.1 promised; from 1.0 on this becomes SameMajorVersion.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/outset-config-version.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/outset-config.cmake
              ${PROJECT_BINARY_DIR}/outset-config-version.cmake DESTINATION ${package_dir})

# Relative to the .pc file itself, so that an installed tree can be moved.
file(RELATIVE_PATH prefix_from_pc "/prefix/${pkgconfig_dir}" "/prefix")
file(RELATIVE_PATH include_from_prefix "/prefix" "/prefix/${CMAKE_INSTALL_INCLUDEDIR}")
configure_file(cmake/outset.pc.in ${PROJECT_BINARY_DIR}/outset.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/outset.pc DESTINATION ${pkgconfig_dir})

if(OUTSET_BUILD_COMPILED AND TARGET outset_compiled)
  set(library_dir ${CMAKE_INSTALL_LIBDIR})
  install(TARGETS outset_compiled EXPORT outset-compiled-targets ARCHIVE DESTINATION ${library_dir})
  install(EXPORT outset-compiled-targets NAMESPACE outset:: DESTINATION ${compiled_dir})
  file(RELATIVE_PATH prefix_from_pc "/prefix/${library_dir}/pkgconfig" "/prefix")
  configure_file(cmake/outset-compiled.pc.in ${PROJECT_BINARY_DIR}/outset-compiled.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/outset-compiled.pc DESTINATION ${library_dir}/pkgconfig)
endif()
