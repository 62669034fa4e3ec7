import gzip
import subprocess
import sys

import pytest

from papercoder.errors import PaperError
from papercoder.papers.read import read_paper
from papercoder.papers.sources.arxiv import arxiv_id
from tests.papers.pdf.written import simple, text_page
from tests.papers.samples import TEX, targz
from tests.papers.server import serving

HTML = (
    b"<!DOCTYPE html><html><body><h1>A Page</h1>"
    b"<h2>1 Introduction</h2><p>Text of the page that is long enough.</p></body></html>"
)


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("1706.03762", "1706.03762"),
        ("arXiv:1706.03762v5", "1706.03762v5"),
        ("arxiv: 1706.03762", "1706.03762"),
        ("https://arxiv.org/abs/1706.03762", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", "1706.03762v5"),
        ("http://www.arxiv.org/pdf/1706.03762", "1706.03762"),
        ("https://arxiv.org/html/2504.17192v3#S1", "2504.17192v3"),
        ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762"),
        ("arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("paper.tex", ""),
        ("https://example.org/abs/1706.03762", ""),
        ("1706.037", ""),
    ],
)
def test_ids(text: str, identifier: str) -> None:
    assert arxiv_id(text) == identifier


def test_asking_whether_a_name_is_an_id_imports_no_http_library() -> None:
    code = f"import sys; from papercoder.papers.read import named_papers; named_papers([{__file__!r}, '1706.03762'])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('httpcore' in sys.modules)"], capture_output=True, check=True
    )
    assert done.stdout.strip() == b"False"


async def read(pages: dict[str, tuple[int, dict[str, str], bytes]]) -> tuple[str, list[str], tuple[str, ...]]:
    with serving(pages) as (base, seen):
        paper = await read_paper("1706.03762", allow_files=False, allow_private_urls=True, arxiv=base)
    assert paper.source.name == "arXiv:1706.03762"
    return paper.source.kind, seen, paper.warnings


async def test_the_source_is_preferred() -> None:
    page = (200, {"Content-Type": "application/x-eprint-tar"}, targz({"main.tex": TEX, "figures/a.tex": b"x"}))
    kind, seen, warnings = await read({"/e-print/1706.03762": page})
    assert (kind, seen, warnings) == ("latex", ["/e-print/1706.03762"], ())


async def test_the_source_of_one_file_is_a_gzip() -> None:
    assert (await read({"/e-print/1706.03762": (200, {}, gzip.compress(TEX))}))[0] == "latex"


async def test_html_where_there_is_no_source() -> None:
    kind, seen, warnings = await read({"/html/1706.03762": (200, {"Content-Type": "text/html"}, HTML)})
    assert (kind, seen) == ("html", ["/e-print/1706.03762", "/html/1706.03762"])
    assert "e-print: 404" in warnings[0]


async def test_a_damaged_source_falls_back_too() -> None:
    pages: dict[str, tuple[int, dict[str, str], bytes]] = {
        "/e-print/1706.03762": (200, {}, targz({"a.tex": TEX})[:60]),
        "/html/1706.03762": (200, {}, HTML),
    }
    assert (await read(pages))[0] == "html"


async def test_no_form_at_all() -> None:
    with pytest.raises(PaperError, match="none that can be read"):
        await read({})


STAMPED = [
    (72.0, 720.0, 17.0, True, "A Title of the Paper"),
    (72.0, 20.0, 9.0, False, "arXiv:1706.03762v5 [cs.CL] 2 Aug 2023"),
    *((72.0, 600.0 - 12 * i, 10.0, False, f"Running text of the paper goes on in line {i} here.") for i in range(20)),
]


async def preferred(pages: dict[str, tuple[int, dict[str, str], bytes]]) -> tuple[str, tuple[str, ...]]:
    data = simple([text_page(STAMPED)])
    with serving(pages) as (base, _):
        paper = await read_paper(data, allow_files=False, allow_private_urls=True, arxiv=base, prefer_source=True)
    return paper.source.kind, paper.warnings


async def test_a_pdf_with_an_arxiv_id_offers_its_source_and_is_read_from_it_where_that_is_preferred() -> None:
    paper = await read_paper(simple([text_page(STAMPED)]), allow_files=False)
    assert paper.source.arxiv == "1706.03762v5"
    assert any("1706.03762v5" in warning and "--prefer-source" in warning for warning in paper.warnings)
    kind, warnings = await preferred({"/e-print/1706.03762v5": (200, {}, gzip.compress(TEX))})
    assert kind == "latex"
    assert "1706.03762v5" in warnings[0]


async def test_a_source_that_is_not_to_be_had_leaves_the_pdf() -> None:
    kind, warnings = await preferred({})
    assert kind == "pdf"
    assert "could not be had" in warnings[0]
