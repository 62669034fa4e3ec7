"""YAML that anybody may have written: what aliases and merges unfold to, and how deep it nests, is bounded first."""

from typing import Any

import yaml

__all__ = ["BoundedLoader", "load"]

_MAX_NODES = 20_000
"""Values after aliases are written out: a config.yaml has hundreds; ten lines of aliases can make billions.

PyYAML composes some 30,000 in a second, and seven readers look at a file of an answer: with more, it takes ten seconds.
"""

_SCALAR_CHARS = 64
"""A longer text counts once more for each so many characters, since aliases repeat it as well."""

_MAX_DEPTH = 100
"""Levels of nesting; PyYAML, and what walks the result, needs several of Python's thousand frames for each."""

_MAX_BITS = 14_200
"""Of an integer: Python writes 4,300 decimal digits at most (14,284 bits), and a message about a greater one fails."""

_UNREADABLE = (ValueError, LookupError, ArithmeticError, AttributeError, TypeError, RecursionError)
"""What PyYAML's own constructors and scanner raise for `!!int ''`, `!!bool perhaps`, `!!timestamp soon`, `1:59:...`."""


class BoundedLoader(yaml.SafeLoader):
    """The safe loader; refuses with a YAMLError what would cost memory, time or recursion, and what is no value.

    `most_nodes` is how many values a document may have, with aliases written out.
    """

    most_nodes = _MAX_NODES

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self._sizes: dict[int, int] = {}
        self._open: list[int] = []

    def fetch_more_tokens(self) -> None:
        """Read on; a version or a character that no number stands for is a fault of the text."""
        mark = self.get_mark()
        try:
            super().fetch_more_tokens()
        except ValueError as error:
            raise yaml.scanner.ScannerError(None, None, f"what follows cannot be read: {error}", mark) from error

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Make a value; a tag or a form that its text does not keep to is a fault of the text."""
        try:
            value = super().construct_object(node, deep)
        except _UNREADABLE as error:
            said = f"a value cannot be read: {error}"
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark) from error
        if isinstance(value, int) and value.bit_length() > _MAX_BITS:
            said = f"an integer of more than {_MAX_BITS} bits"
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark)
        return value

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node, counting it with everything below it; an alias counts as what it stands for."""
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        if len(self._open) >= _MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, f"more than {_MAX_DEPTH} levels of nesting", mark)
        if self.check_event(yaml.AliasEvent):
            node = super().compose_node(parent, index)
            size = self._sizes.get(id(node), 0)
            if not size:
                raise yaml.composer.ComposerError(None, None, "an alias stands inside of what it names", mark)
        else:
            self._open.append(1)
            node = super().compose_node(parent, index)
            size = self._open.pop()
            if isinstance(node, yaml.ScalarNode):
                size += len(node.value) // _SCALAR_CHARS
            self._sizes[id(node)] = size
        if self._open:
            self._open[-1] += size
        # What is open counts too, since a flat list ends after all its aliases.
        if max((size, *self._open[-1:])) > self.most_nodes:
            said = f"more than {self.most_nodes} values with aliases written out"
            raise yaml.composer.ComposerError(None, None, said, mark)
        return node

    def compose_document(self) -> yaml.Node | None:
        """Compose one document; what was counted in an earlier one is forgotten with its nodes."""
        self._sizes.clear()
        self._open.clear()
        return super().compose_document()


def load(text: str) -> Any:
    """Return the one document as plain data.

    Raises:
        yaml.YAMLError: it cannot be read, unfolds to too much, or holds a number or date that is none.
    """
    try:
        return yaml.load(text, BoundedLoader)  # noqa: S506  # a safe loader
    except _UNREADABLE as error:
        raise yaml.YAMLError(f"a value cannot be read: {error}") from error
