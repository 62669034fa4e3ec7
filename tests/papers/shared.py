"""The papers that lie beside the project on some machines; tests that need them are skipped where they are absent."""

from pathlib import Path

import pytest

PAPERS = Path(__file__).parents[2] / "../shared/papers"
needs_papers = pytest.mark.skipif(not PAPERS.is_dir(), reason="needs the example papers in ../shared/papers")
