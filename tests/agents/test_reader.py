from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.settings import Permissions, permit
from tests.graph.driving import drive
from tests.server import ServerOptions, make_paper, serve


async def test_a_caller_without_permission_reads_no_file_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# A paper\n\nprivate\n")
    permit(Permissions(files=False, private_urls=False, base_url=True))
    with serve(ServerOptions(files=4)) as server:
        with pytest.raises(PaperError):
            await drive(server, tmp_path, paper=str(secret))
        assert server.requests == []


async def test_the_card_describes_the_paper_and_the_text_stays_in_the_store(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False)
    card = run.state["paper"]
    assert card["title"] == "Layered Bounded Encoders for Two-Class Points"
    assert any(line.startswith("[s1]") for line in card["sections"])
    assert len(card["ref"]) == 64


async def test_a_second_paper_is_not_written_over_the_first(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False)
        asked = len(server.requests)
        with pytest.raises(PaperError, match="already holds a paper"):
            await drive(server, tmp_path, paper=make_paper(5), audit=False)
        assert len(server.requests) == asked
    assert run.state["report"]["status"] == "complete"
