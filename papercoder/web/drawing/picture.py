"""The graph as a picture: a box per node in rows, an arrow per edge; numbers only, the template makes the SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from papercoder.web.node_states import NodeState

__all__ = ["Picture", "draw"]

# Seven boxes of 136 units fill a page of 1,120; names of 14 letters fit into one at a readable size.
_COLUMNS, _WIDTH, _HEIGHT, _GAP = 7, 136, 52, 28
# Room above each row for the arrows that go back over six boxes.
_RISE, _TOP = 104, 62


@dataclass(frozen=True)
class Box:
    """A node with its left upper corner."""

    node: NodeState
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """Boxes, and arrows as paths of SVG.

    Args:
        width: In units.
        height: In units.
        boxes: In the order of the graph.
        arrows: From nodes to others; a node that leads to itself has none, its rounds are told in words.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]


def draw(nodes: Sequence[NodeState], edges: Iterable[tuple[str, str]]) -> Picture:
    """Lay the nodes out in rows, as they follow each other, and lead the arrows round them."""
    boxes = tuple(Box(node, *_corner(number)) for number, node in enumerate(nodes))
    places = {box.node.name: box for box in boxes}
    arrows = tuple(
        _arrow(places[source], places[target])
        for source, target in sorted(edges)
        if source != target and source in places and target in places
    )
    rows = -(-len(boxes) // _COLUMNS)
    return Picture(_COLUMNS * (_WIDTH + _GAP), rows * (_RISE + _HEIGHT), boxes, arrows)


def _corner(number: int) -> tuple[int, int]:
    return _GAP // 2 + number % _COLUMNS * (_WIDTH + _GAP), _TOP + number // _COLUMNS * (_HEIGHT + _RISE)


def _arrow(source: Box, target: Box) -> str:
    """Return a straight line to the right neighbour, an arch over the row to others, a curve between rows."""
    if source.y == target.y and 0 < target.x - source.x <= _WIDTH + _GAP:
        middle = source.y + _HEIGHT // 2
        return f"M{source.x + _WIDTH},{middle} H{target.x}"
    if source.y == target.y:
        # Out at one third and in at two thirds, so that an arrow there and one back do not cover each other.
        start, end = source.x + _WIDTH // 3, target.x + 2 * _WIDTH // 3
        height = source.y - min(26 + abs(end - start) // 10, _TOP - 8)
        return f"M{start},{source.y} C{start},{height} {end},{height} {end},{target.y}"
    down = source.y < target.y
    start, end = source.x + _WIDTH // 2, target.x + _WIDTH // 2
    first, last = (source.y + _HEIGHT, target.y) if down else (source.y, target.y + _HEIGHT)
    bend = 50 if down else -50
    return f"M{start},{first} C{start},{first + bend} {end},{last - bend} {end},{last}"
