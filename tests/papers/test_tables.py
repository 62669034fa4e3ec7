import pytest

from papercoder.papers.tables import html_table_to_markdown


@pytest.mark.parametrize("span", ["¹", "٣", "-1", "0", "", "x", "99999999999"])
def test_a_span_that_is_no_number_costs_no_cell(span: str) -> None:
    html = f'<table><tr><td colspan="{span}">Model</td><td>BLEU</td></tr><tr><td>base</td><td>27.3</td></tr></table>'
    text = html_table_to_markdown(html)
    assert all(word in text for word in ("Model", "BLEU", "base", "27.3"))
