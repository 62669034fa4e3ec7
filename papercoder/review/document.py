"""An edited config.yaml as values with the places they stand in; whatever a program could misread is refused."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from pydantic import JsonValue

from papercoder.review.problem import ReviewProblem
from papercoder.review.scalars import ambiguity, flow, is_new_float, is_too_large

if TYPE_CHECKING:
    import yaml

__all__ = ["ConfigValue", "Document", "leaves", "read_document", "read_value"]

# Far more than any configuration; a file pasted by mistake is refused before it is parsed.
_MAX_TEXT = 1_000_000
# Twenty times a large configuration; PyYAML reads some 5,000 events in a second, and the answer is waited for.
_MAX_EVENTS = 20_000
# PyYAML recurses per level; 50 is far below Python's limit and above any real configuration.
_MAX_DEPTH = 50
# The scalars that JSON has; a date or a binary would not survive state.
_PLAIN_TYPES = {"null", "bool", "int", "float", "str"}


@dataclass(frozen=True)
class ConfigValue:
    """One value of the file.

    Args:
        value: What a reader of YAML 1.1 gets.
        start: Index in the text of the value's first character.
        end: Index after the value's last character.
        line: Line of the value, from 1.
        empty: Nothing was written after the key.
    """

    value: JsonValue
    start: int
    end: int
    line: int
    empty: bool


@dataclass(frozen=True)
class Document:
    """A config.yaml that was read.

    Args:
        text: The text that was read; numbers such as 1e-4 are rewritten as 1.0e-4, nothing else is touched.
        leaves: Every value by its dotted key, in the order of the text.
        notes: What was rewritten, and what readers of YAML 1.1 and 1.2 take differently.
    """

    text: str
    leaves: Mapping[str, ConfigValue]
    notes: tuple[str, ...] = ()


@dataclass
class _Scan:
    """What is found while the nodes are walked."""

    rewrites: list[tuple[int, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    leaves: dict[str, ConfigValue] = field(default_factory=dict)


def read_document(text: str, keep_text: Callable[[str], bool] = lambda _: False) -> Document:
    """Read the text of a config.yaml.

    Args:
        text: What a person wrote.
        keep_text: Says of a dotted key whether its value is meant as text even where it looks like a number.

    Raises:
        ReviewProblem: it does not parse, is no mapping, or holds what plain values cannot express.
    """
    root = _compose(text)
    if root is None or root.id != "mapping":
        raise ReviewProblem("config.yaml must be a mapping of keys to values; this text is not one.")
    first = _Scan()
    _walk_mapping(root, "", first, keep_text)
    if not first.rewrites:
        return Document(text, first.leaves, tuple(first.notes))
    for start, end, number in reversed(first.rewrites):
        text = text[:start] + number + text[end:]
    second = _Scan()
    _walk_mapping(_compose(text), "", second, keep_text)
    return Document(text, second.leaves, (*first.notes, *second.notes))


def read_value(raw: str) -> JsonValue:
    """Read one value as it would stand after a key: a scalar or a list in brackets.

    Raises:
        ReviewProblem: it does not parse or is no plain value.
    """
    node = _compose(raw)
    if node is None or (node.id == "scalar" and node.style is None and not node.value):
        raise ReviewProblem("There is no value; write null if none is meant.")
    scan = _Scan()
    value = _value(node, "", scan, lambda _: False)
    if not scan.rewrites:
        return value
    for start, end, number in reversed(scan.rewrites):
        raw = raw[:start] + number + raw[end:]
    return read_value(raw)


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Yield the dotted key and the value of everything in nested mappings."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _compose(text: str) -> Any:
    import yaml

    from papercoder.bounded_yaml import BoundedLoader

    if len(text) > _MAX_TEXT:
        raise ReviewProblem(f"config.yaml may have {_MAX_TEXT} characters at most; this text has {len(text)}.")
    try:
        _check_events(text)
        return yaml.compose(text, Loader=BoundedLoader)
    except yaml.MarkedYAMLError as error:
        raise ReviewProblem(_parser_message(error)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        why = f"Line {line} holds a character that YAML does not allow (U+{ord(text[error.position]):04X})."
        raise ReviewProblem(why) from error


def _check_events(text: str) -> None:
    """Refuse what would cost memory or recursion, before any node is made."""
    import yaml

    from papercoder.bounded_yaml import BoundedLoader

    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=BoundedLoader)):
        if count > _MAX_EVENTS:
            raise ReviewProblem(f"{_place(event.start_mark)}: more than {_MAX_EVENTS // 2} keys and values.")
        if isinstance(event, yaml.AliasEvent):
            raise ReviewProblem(
                f"{_place(event.start_mark)}: anchors and aliases are not used here; write the value out."
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ReviewProblem(f"{_place(event.start_mark)}: more than {_MAX_DEPTH} levels of nesting.")


def _parser_message(error: "yaml.MarkedYAMLError") -> str:
    mark = error.problem_mark or error.context_mark
    place = f"{_place(mark)}: " if mark else ""
    context = f" ({error.context})" if error.context else ""
    return f"The YAML does not parse. {place}{error.problem or 'unknown fault'}{context}."


def _place(mark: Any) -> str:
    return f"Line {mark.line + 1}, column {mark.column + 1}"


def _walk_mapping(node: Any, prefix: str, scan: _Scan, keep_text: Callable[[str], bool]) -> None:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        name = _key(key_node, seen)
        key = prefix + name
        if value_node.id == "mapping" and value_node.value:
            _check_tag(value_node)
            _walk_mapping(value_node, key + ".", scan, keep_text)
            continue
        value = _value(value_node, key, scan, keep_text)
        start, end = value_node.start_mark.index, _end(value_node)
        empty = value_node.id == "scalar" and value_node.style is None and not value_node.value
        scan.leaves[key] = ConfigValue(value, start, end, value_node.start_mark.line + 1, empty)


def _end(node: Any) -> int:
    """Return the index after the last character; a block list's own mark stands before the next key."""
    block = node.id == "sequence" and not node.flow_style and node.value
    end: int = _end(node.value[-1]) if block else node.end_mark.index
    return end


def _key(node: Any, seen: set[str]) -> str:
    import re

    name = node.value if node.id == "scalar" else ""
    if node.id == "scalar" and node.tag == "tag:yaml.org,2002:merge":
        raise ReviewProblem(f"{_place(node.start_mark)}: merge keys (<<) are not used here; write the values out.")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ReviewProblem(
            f"{_place(node.start_mark)}: a key is made of letters, digits and underscores, not "
            f"{name or node.id!r:.60}; nesting makes the groups."
        )
    if not node.tag.endswith(":str"):
        raise ReviewProblem(f"{_place(node.start_mark)}: put the key {name} in quotes; YAML reads it as another type.")
    if name in seen:
        raise ReviewProblem(f"{_place(node.start_mark)}: the key {name} stands twice in the same group.")
    seen.add(name)
    return name


def _check_tag(node: Any) -> str:
    """Return the type that YAML 1.1 gives to a node.

    Raises:
        ReviewProblem: it is none of JSON's types.
    """
    kind: str = node.tag.rsplit(":", 1)[-1]
    if node.tag.startswith("tag:yaml.org,2002:") and kind in {*_PLAIN_TYPES, "seq", "map"}:
        return kind
    if kind == "timestamp":
        raise ReviewProblem(f"{_place(node.start_mark)}: YAML reads {node.value} as a date; put it in quotes.")
    raise ReviewProblem(f"{_place(node.start_mark)}: the tag {node.tag:.80} is not allowed; write a plain value.")


def _value(node: Any, key: str, scan: _Scan, keep_text: Callable[[str], bool]) -> JsonValue:
    kind = _check_tag(node)
    if node.id == "sequence":
        return [_value(item, key, scan, keep_text) for item in node.value]
    if node.id == "mapping":
        seen: set[str] = set()
        return {_key(name, seen): _value(item, key, scan, keep_text) for name, item in node.value}
    if node.style is None and node.tag and kind in _PLAIN_TYPES:
        _compare_readers(node, kind, key, scan, keep_text=keep_text(key))
    return _construct(node)


def _compare_readers(node: Any, kind: str, key: str, scan: _Scan, *, keep_text: bool) -> None:
    start, end = node.start_mark.index, node.end_mark.index
    if is_new_float(node.value, kind) and not keep_text:
        number = flow(_finite(float(node.value), node))
        scan.rewrites.append((start, end, number))
        scan.notes.append(f"`{key}`: {node.value} was rewritten as {number}; older readers take the first for a text.")
    elif other := ambiguity(node.value, kind):
        read = flow(_construct(node))
        scan.notes.append(
            f"`{key}`: {node.value} is taken as {read} here; readers of YAML 1.2 take it as {other}. Write {read}."
        )


def _construct(node: Any) -> JsonValue:
    import yaml

    from papercoder.bounded_yaml import BoundedLoader

    loader = BoundedLoader("")
    try:
        value = loader.construct_object(node, deep=True)
    except yaml.YAMLError as error:
        raise ReviewProblem(f"{_place(node.start_mark)}: the value {node.value!r:.60} cannot be read.") from error
    if is_too_large(value):
        raise ReviewProblem(
            f"{_place(node.start_mark)}: an integer must fit into 64 bits; write it with a dot (1.0e+30) or in quotes."
        )
    return _finite(value, node) if isinstance(value, float) else cast("JsonValue", value)


def _finite(value: float, node: Any) -> float:
    if not math.isfinite(value):
        raise ReviewProblem(f"{_place(node.start_mark)}: a number must be finite; {node.value:.60} is not.")
    return value
