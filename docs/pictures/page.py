"""The picture of the self-check page: `python docs/pictures/page.py` (needs Chromium, Pillow, npm or a cached pyodide)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from browser import Browser  # noqa: E402  # the tests' helper, found through the line above
from PIL import Image  # noqa: E402  # as above

from xltools.demo.generate import generate  # noqa: E402  # as above
from xltools.page.build import build_page  # noqa: E402  # as above


def main() -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        generate(work / "demo")
        (work / "page.html").write_bytes(build_page())
        with Browser(program, work / "profile", width=1180, height=1120) as browser:
            browser.open(work / "page.html")
            browser.wait("window.xltools && window.xltools.ready")
            browser.choose("#input-files", *sorted((work / "demo").rglob("*寅辛*")))
            browser.wait("window.xltools.done")
            browser.picture(work / "page.png")
        picture = Image.open(work / "page.png").convert("RGB").quantize(64, dither=Image.Dither.NONE)
        picture.save(HERE / "自检页面.png", optimize=True)


main()
