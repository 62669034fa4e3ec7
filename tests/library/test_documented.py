"""The code of docs/python.md runs as it stands, against the test server; tracing gives the spans it promises."""

import gzip
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from papercoder.settings import permit
from tests.server import RunningServer, ServerOptions, make_paper, serve

PAGE = Path(__file__).parents[2] / "docs/python.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    with serve(ServerOptions(files=4)) as running:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("PAPERCODER_MODEL", "openai:test-model")
        monkeypatch.setenv("PAPERCODER_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        yield running
    permit(None)


@pytest.mark.parametrize("code", BLOCKS, ids=lambda code: re.sub(r"\W+", " ", code)[:40])
def test_the_code_of_the_page_runs(code: str, server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code, {"paper": make_paper(4), "model_name": "test-model", "address": server.url})
    assert capsys.readouterr().out.strip()
    assert server.requests


class _Collector(BaseHTTPRequestHandler):
    spans: list[tuple[str, dict[str, str]]]

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            data = gzip.decompress(data)
        request = ExportTraceServiceRequest.FromString(data)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    values = {a.key: str(getattr(a.value, a.value.WhichOneof("value"))) for a in span.attributes}
                    type(self).spans.append((span.name, values))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name in the standard library
        return


def test_a_run_is_traced_to_a_collector_of_ones_own(tmp_path: Path) -> None:
    handler = type("Handler", (_Collector,), {"spans": []})
    collector = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    program = (
        "import sys; from papercoder import reproduce\n"
        "reproduce(sys.stdin.read(), until='planner', settings={'refine_rounds': 0})\n"
        "from langsmith.run_trees import get_cached_client\n"
        "get_cached_client().flush()\n"
        "from opentelemetry import trace; trace.get_tracer_provider().force_flush()\n"
    )
    with serve(ServerOptions(files=4)) as model:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PAPERCODER_DATA": str(tmp_path / "data"),
            "PAPERCODER_MODEL": "openai:test-model",
            "PAPERCODER_BASE_URL": model.url,
            "PAPERCODER_PRICE": "1.10,0.55,4.40",
            "OPENAI_API_KEY": "sk-test",
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_OTEL_ENABLED": "true",
            "LANGSMITH_OTEL_ONLY": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            input=make_paper(4),
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    collector.shutdown()
    collector.server_close()
    assert done.returncode == 0, done.stderr
    spans = handler.spans  # type: ignore[attr-defined]
    names = [name for name, _ in spans]
    assert {"LangGraph", "reader", "planner"} <= set(names)
    calls = [values for name, values in spans if values.get("gen_ai.operation.name") == "chat"]
    assert len(calls) == 1
    assert int(calls[0]["gen_ai.usage.input_tokens"]) > 1000
    assert int(calls[0]["gen_ai.usage.output_tokens"]) > 10
    tokens = [int(calls[0][f"gen_ai.usage.{kind}_tokens"]) for kind in ("input", "output")]
    dollars = (1.10 * tokens[0] + 4.40 * tokens[1]) / 1e6
    costs = [
        float(values["langsmith.metadata.gen_ai.usage.cost"])
        for name, values in spans
        if name in {"LangGraph", "planner"} and "langsmith.metadata.gen_ai.usage.cost" in values
    ]
    # The call, the node and the run: all that was paid was paid for this one call.
    assert costs == [pytest.approx(dollars, abs=2e-6)] * 3
    assert all("langsmith.metadata.gen_ai.usage.cost" not in values for name, values in spans if name == "reader")
