"""Tables as grids: headings over several columns, groups of rows, columns of headings."""

from papercoder.results.grids import Grid, read_grid
from state.paper import Block

from .samples import MAIN


def grid(text: str, caption: str = "") -> Grid:
    found = read_grid(Block(kind="table", text=text, caption=caption))
    assert found
    return found


def heads_at(found: Grid, row: int, column: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cell = next(cell for cell in found.cells if (cell.row, cell.column) == (row, column))
    return cell.row_heads, cell.column_heads


def test_a_heading_over_the_middle_of_its_columns_reaches_over_all_of_them() -> None:
    found = grid(MAIN)
    assert heads_at(found, 1, 1) == (("ST-LR",), ("Digits", "Accuracy"))
    assert heads_at(found, 1, 6) == (("ST-LR",), ("Breast Cancer", "Wins"))
    assert found.column_head(4) == "Breast Cancer Accuracy"
    assert len(found.cells) == 22


def test_spans_of_several_rows_of_headings() -> None:
    found = grid(
        "| Model | BART |  |  | T5 |  | Big |  |\n|---|---|---|---|---|---|---|---|\n"
        "| Data | P3 |  |  | MMLU |  |  |  |\n| Tuning | Head | Full | Head | LoRA | Full | Head | LoRA |\n"
        "| Threshold | 1.0 | 2.0 | 3.0 | 4.0 | 5.0 | 6.0 | 7.0 |\n"
    )
    above = [heads_at(found, 0, column)[1] for column in range(1, 8)]
    assert above[0] == ("BART", "P3", "Head")
    assert above[2] == ("T5", "MMLU", "Head")
    assert above[4] == ("T5", "MMLU", "Full")
    assert above[6] == ("Big", "MMLU", "LoRA")


def test_groups_of_rows_and_headings_that_span_rows() -> None:
    found = grid(
        "| k | Objective | Start | Last |\n|---|---|---|---|\n| 200 | loss | 3.21 | 1.9 |\n|  | size | 200 | 190.7 |\n"
        "| Replay |  |  |  |\n| random | loss | 3.0 | 1.0 |\n"
    )
    assert found.stubs == 2
    assert heads_at(found, 0, 2)[0] == ("k 200", "loss")
    assert heads_at(found, 1, 3)[0] == ("k 200", "size")
    assert heads_at(found, 3, 2)[0] == ("random", "loss", "Replay")


def test_a_table_of_words_is_no_grid() -> None:
    assert read_grid(Block(kind="table", text="| a | b |\n|---|---|\n| x | y |\n")) is None
    assert read_grid(Block(kind="table", text="no table")) is None
    assert read_grid(Block(kind="table", text="| a |\n|---|\n| 1 |\n")) is None


def test_bars_inside_cells_stay() -> None:
    found = grid("| Data | \\|L\\| | n |\n|---|---|---|\n| Digits | 50 | 1 |\n")
    assert heads_at(found, 0, 1) == (("Digits",), ("|L|",))
