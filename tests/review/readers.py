"""A reader of the YAML 1.2 core schema, written from the specification's table of tags (section 10.3.2)."""

import re
from typing import Any

import yaml

PREFIX = "tag:yaml.org,2002:"


class CoreLoader(yaml.SafeLoader):
    """PyYAML's syntax with the scalar types of YAML 1.2."""


def _float(loader: CoreLoader, node: yaml.ScalarNode) -> float:
    return float(loader.construct_scalar(node))


def _int(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node), 0 if node.value[:2] in ("0x", "0o") else 10)


CORE = (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
)
CoreLoader.yaml_implicit_resolvers = {}
for name, pattern in CORE:
    CoreLoader.add_implicit_resolver(PREFIX + name, re.compile(f"(?:{pattern})$"), None)
CoreLoader.add_constructor(PREFIX + "float", _float)
CoreLoader.add_constructor(PREFIX + "int", _int)


def read_core(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)
