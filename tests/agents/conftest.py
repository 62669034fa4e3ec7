from tests.graph.conftest import local

__all__ = ["local"]
