"""config.yaml written beside the logic design: reviewed once; a rejection asks the config writer alone."""

from pathlib import Path

from tests.graph.driving import drive
from tests.server import ServerOptions, serve

APPROVE = {"decisions": [{"type": "approve"}]}


async def test_design_and_configuration_are_written_side_by_side_and_reviewed_once(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5, speed=1.0)) as server:
        run = await drive(
            server,
            tmp_path,
            [{"decisions": [{"type": "reject", "message": "Use two epochs."}]}, APPROVE],
            audit=False,
        )
        spans = {(r.agent, r.asked_again): (r.started, r.started + r.seconds) for r in reversed(server.requests)}
    assert run.report["status"] == "complete"
    assert (run.nodes.count("logic-designer"), run.nodes.count("config-writer")) == (1, 2)
    assert run.nodes.count("design-ready") == run.nodes.count("config-review") // 2 == 2
    assert run.nodes.index("config-writer") < run.nodes.index("design-ready") < run.nodes.index("config-review")
    assert run.nodes.index("logic-designer") < run.nodes.index("design-ready")
    design, config = spans["logic-designer", False], spans["config-writer", False]
    assert max(design[0], config[0]) < min(design[1], config[1])
    assert len(run.requests) == 2


async def test_the_old_order_is_a_setting(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False, config_beside_design=False)
        asked = [r.agent for r in server.requests]
    assert run.report["status"] == "complete"
    assert asked[2:4] == ["logic-designer", "config-writer"]
    assert not run.state["beside"]
