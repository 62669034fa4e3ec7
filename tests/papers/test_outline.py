import pytest

from papercoder.papers.outline import Heading, Outline, heading_role, split_number


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("3.2 Attention", "3.2", "Attention"),
        ("3. Method", "3", "Method"),
        ("A Details", "A", "Details"),
        ("Appendix B: More", "B", "More"),
        ("A.1 Hyperparameters", "A.1", "Hyperparameters"),
        ("A Survey of Things", "", "A Survey of Things"),
        ("A new method", "", "A new method"),
        ("IV. Results", "4", "Results"),
        ("第三章 方法", "3", "方法"),
        ("十二、结论", "12", "结论"),
        ("3.2方法", "3.2", "方法"),
        ("Introduction", "", "Introduction"),
        ("3D vision", "", "3D vision"),
    ],
)
def test_numbers_and_titles(text: str, number: str, title: str) -> None:
    assert split_number(text) == (number, title)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Related Work", "related"),
        ("References", "references"),
        ("Acknowledgments", "acknowledgements"),
        ("参考文献", "references"),
        ("Résumé", "abstract"),
        ("Background", ""),
        ("Background and Related Work", ""),
    ],
)
def test_roles(title: str, role: str) -> None:
    assert heading_role(title) == role


def test_ids_levels_and_parts() -> None:
    outline = Outline()
    titles = ("Introduction", "Related Work", "Data", "Conclusion", "Limitations")
    for title, number in zip(titles, ("1", "2", "2.1", "3", ""), strict=True):
        outline.start(Heading(title, number))
    outline.after_references()
    for title, number in (("Extra plots", ""), ("Details", "A"), ("Rates", "A.1"), ("Checklist", ""), ("Claims", "1")):
        outline.start(Heading(title, number))
    assert [(s.id, s.level, s.part) for s in outline.finish()] == [
        ("s1", 1, "body"),
        ("s2", 1, "related"),
        ("s2.1", 2, "related"),
        ("s3", 1, "body"),
        ("u1", 1, "body"),
        ("u2", 1, "appendix"),
        ("sA", 1, "appendix"),
        ("sA.1", 2, "appendix"),
        ("u3", 1, "appendix"),
        ("u4", 1, "appendix"),
    ]


def test_sixty_thousand_sections() -> None:
    outline = Outline()
    for number in range(1, 30_001):
        outline.start(Heading("Section", str(number)))
        outline.start(Heading("Remark"))
    assert len(outline.finish()) == 60_000
