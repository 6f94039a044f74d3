#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
"""Puts the playground's page together, as a folder of files and as one file.

    assemble.py BUILD

BUILD holds plain.wasm and vectors.wasm, the two builds of face.cpp. Afterwards BUILD/page is the folder
for any web server, and BUILD/playground.html is the same page in one file, to be opened without a server.
"""

import base64
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
REPORT = HERE.parent / "report"
SHARED = ["report.css", "marks.js", "charts.js", "uplot/uPlot.iife.min.js", "uplot/uPlot.min.css", "uplot/LICENSE"]


def main(build: pathlib.Path) -> None:
    page = build / "page"
    shutil.rmtree(page, ignore_errors=True)
    (page / "uplot").mkdir(parents=True)
    for source in sorted(HERE.glob("*.js")) + [HERE / "index.html", HERE / "playground.css"]:
        shutil.copy(source, page / source.name)
    for name in SHARED:
        shutil.copy(REPORT / name, page / name)
    for name in ("plain.wasm", "vectors.wasm"):
        shutil.copy(build / name, page / name)
    shutil.copy(HERE.parent / "data" / "digits.csv", page / "digits.csv")
    worker = (page / "library.js").read_text() + (page / "worker.js").read_text()
    (page / "worker.js").write_text(worker)
    (page / "library.js").unlink()

    html = (page / "index.html").read_text()
    html = re.sub(r'<link rel="stylesheet" href="([^"]*)">',
                  lambda m: f"<style>\n{(page / m[1]).read_text()}</style>", html)
    # A function, so that no backslash of a script is read as a group.
    html = re.sub(r'<script src="([^"]*)"></script>',
                  lambda m: f"<script>\n{(page / m[1]).read_text()}</script>", html)
    files = [f'<script type="text/plain" id="file:worker.js">\n{worker}</script>']
    for name in ("plain.wasm", "vectors.wasm", "digits.csv"):
        text = base64.b64encode((page / name).read_bytes()).decode()
        files.append(f'<script type="text/plain" id="file:{name}">{text}</script>')
    licence = (page / "uplot" / "LICENSE").read_text()
    files.append(f'<script type="text/plain">uPlot:\n{licence}</script>')
    body = html.index("<script>\n")
    html = html[:body] + "\n".join(files) + "\n" + html[body:]
    (build / "playground.html").write_text(html)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
