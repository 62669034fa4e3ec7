import gzip
import io
import zipfile

import pytest

from papercoder.errors import PaperError
from papercoder.papers.parse import parse_bytes
from papercoder.papers.sources import archive
from tests.papers.pdf.written import simple
from tests.papers.samples import TEX, tar, tar_link, targz, zipped

PICTURE = simple([b"0 0 m 100 100 l S"])
GOOD = {
    "gzip of one file": gzip.compress(TEX),
    "tar": tar({"paper.tex": TEX}),
    "tar.gz": targz({"src/paper.tex": TEX, "src/paper.bbl": b""}),
    "zip": zipped({"paper.tex": TEX, "__MACOSX/paper.tex": b"x", "figure.png": b"\x89PNG"}),
    "tar that begins with the PDF of a picture": tar({"figures/a.pdf": PICTURE, "paper.tex": TEX}),
    "tar.gz that begins with the PDF of a picture": targz({"a.pdf": PICTURE, "paper.tex": TEX}),
    "gzip named otherwise": gzip.compress(gzip.compress(TEX)),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_archives_are_known_by_their_bytes(data: bytes) -> None:
    paper = parse_bytes(data, "paper.pdf")
    assert (paper.source.kind, paper.title) == ("latex", "A Small Paper")


BAD = {
    "parent": (tar({"../evil.tex": TEX}), "leaves it"),
    "absolute": (tar({"/etc/evil.tex": TEX}), "leaves it"),
    "inner parent": (tar({"a/../../evil.tex": TEX}), "leaves it"),
    "zip parent": (zipped({"../evil.tex": TEX}), "leaves it"),
    "backslashes": (zipped({"..\\evil.tex": TEX}), "leaves it"),
    "drive": (zipped({"C:\\evil.tex": TEX}), "leaves it"),
    "symlink": (tar_link("paper.tex", "/etc/passwd"), "link"),
    "hard link": (tar_link("paper.tex", "/etc/passwd", hard=True), "link"),
    "cut tar.gz": (targz({"paper.tex": TEX * 50})[:-40], "damaged or cut short"),
    "cut zip": (zipped({"paper.tex": TEX})[:-30], "damaged or cut short"),
    "gzip bomb": (gzip.compress(b"\0" * 60_000_000), "more than"),
    "nothing in it": (tar({"figure.png": b"x"}), "found none in it"),
    "only a picture": (
        tar({"figures/a.pdf": PICTURE}),
        "one document, figures/a.pdf, that is no paper: 1 page",
    ),
    "many files": (zipped({f"{n}.tex": b"x" for n in range(5001)}), "more than 5000"),
    "archives inside": (gzip.compress(gzip.compress(gzip.compress(gzip.compress(TEX)))), "archives inside archives"),
}


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=BAD)
def test_bad_archives_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(PaperError, match=said) as caught:
        parse_bytes(data, "source.tar.gz")
    assert "source.tar.gz" in caught.value.message
    assert caught.value.hint


def test_zip_bombs_and_links_in_zips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILE", 1_000_000)
    with pytest.raises(PaperError, match="more than 1 MB"):
        parse_bytes(zipped({"paper.tex": b" " * 2_000_000}), "bomb.zip")
    info = zipfile.ZipInfo("paper.tex")
    info.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(info, "/etc/passwd")
    with pytest.raises(PaperError, match="link"):
        parse_bytes(buffer.getvalue(), "link.zip")


def test_an_encrypted_zip_is_named_as_such() -> None:
    data = bytearray(zipped({"paper.tex": TEX}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PaperError, match="encrypted"):
        parse_bytes(bytes(data), "locked.zip")


def test_a_single_document_in_an_archive_is_read() -> None:
    assert parse_bytes(zipped({"paper.md": b"# T\n\n# 1 Introduction\n\nText."}), "x.zip").source.kind == "markdown"
    with pytest.raises(PaperError, match="one document"):
        parse_bytes(zipped({"a.md": b"# T", "b.md": b"# T"}), "x.zip")


def document(title: str) -> bytes:
    return TEX.replace(b"A Small Paper", title.encode())


def test_a_second_document_in_an_archive_is_named_and_not_read() -> None:
    paper = parse_bytes(
        targz({"paper.tex": document("The First"), "supplement.tex": document("The Second")}), "p.tar.gz"
    )
    assert paper.title == "The First"
    (said,) = [warning for warning in paper.warnings if "not read" in warning]
    assert "Read from paper.tex" in said
    assert "supplement.tex" in said


def test_two_documents_of_which_either_could_be_the_paper_are_refused_by_name() -> None:
    with pytest.raises(PaperError, match=r"found 2: one\.tex, two\.tex") as refused:
        parse_bytes(targz({"one.tex": document("The First"), "two.tex": document("The Second")}), "p.tar.gz")
    assert "by its own path" in refused.value.hint


def test_files_that_a_source_includes_and_does_not_hold_are_named() -> None:
    paper = parse_bytes(
        targz({"paper.tex": TEX.replace(b"\\end{document}", b"\\input{sections/method}\\end{document}")}), "p"
    )
    assert any("are missing: sections/method" in warning for warning in paper.warnings)


def test_an_old_office_document_is_refused_with_what_to_give() -> None:
    with pytest.raises(PaperError, match="an old Office document") as refused:
        parse_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "paper.doc")
    assert "DOCX" in refused.value.hint


def test_a_file_name_that_is_no_text_is_no_fault() -> None:
    from papercoder.papers.parse import parse_files

    paper = b"\\documentclass{article}\\begin{document}\\section{A}We train it.\\end{document}"
    files = {"main.tex": paper, "caf\udce9.tex": b"\\section{B}", "\ud800.bib": b""}
    assert parse_files(files, "folder").to_json()["source"]["kind"] == "latex"


def test_half_a_character_in_s2orc_reaches_no_checkpoint() -> None:
    import ormsgpack

    from papercoder.papers.texts import read_text

    data = rb'{"paper_id": "x", "title": "Half \ud800", "abstract": "\udc00", "pdf_parse": {"body_text": []}}'
    assert ormsgpack.packb(read_text(data, "half.json").to_json())
