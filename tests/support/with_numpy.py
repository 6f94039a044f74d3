# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""NumPy for a test: `from with_numpy import np`. Debian's numpy is Debian's python3's, which need not be
the first one in PATH; so the test starts again with that. Without numpy it ends with 77, skipped."""

import os
import sys

try:
    import numpy as np  # noqa: F401
except ImportError:
    system = "/usr/bin/python3"
    if os.path.exists(system) and os.path.realpath(sys.executable) != os.path.realpath(system):
        os.execv(system, [system, "-B", *sys.argv])
    print("skipped: install python3-numpy")
    sys.exit(77)
