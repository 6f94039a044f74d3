// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What a project may add to Eigen's classes.

static int added_by_plugin() { return 1; }
