"""Turn the benchmark's LaTeX into HTML: `python -m benchmarks.papers.pages` writes .html beside the .tex.

Needs LaTeXML (latexmlc, 0.8.7 was used), the program behind arXiv's HTML. The benchmark itself does not: the pages are
kept. XeTeX's line-breaking commands, unknown to LaTeXML and without meaning on a page, are taken out before.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.papers.build import FOLDER

__all__ = ["PAGES", "main"]

PAGES = ("english-one", "german-one", "french-two", "chinese-one", "japanese-two", "korean-one")
_LINE_BREAKING = re.compile(r'\\XeTeXlinebreaklocale "[a-z]*"\\XeTeXlinebreakskip = 0pt plus 1pt')
_OPTIONS = ("--format=html5", "--pmml", "--mathtex", "--nodefaultresources", "--timestamp=0")


def main() -> int:
    """Write every page; return the number that failed."""
    return sum(not _convert(name) for name in PAGES)


def _convert(name: str) -> bool:
    text = (FOLDER / f"{name}.tex").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        source, page = Path(folder) / f"{name}.tex", Path(folder) / f"{name}.html"
        source.write_text(_LINE_BREAKING.sub("", text), encoding="utf-8")
        command = ["latexmlc", *_OPTIONS, f"--destination={page}", str(source)]
        done = subprocess.run(command, capture_output=True, check=False, cwd=folder)
        if done.returncode or not page.exists():
            print(f"{name}: latexmlc failed\n{done.stderr.decode(errors='replace')[-1500:]}", file=sys.stderr)
            return False
        (FOLDER / f"{name}.html").write_bytes(page.read_bytes())
    return True


if __name__ == "__main__":
    raise SystemExit(main())
