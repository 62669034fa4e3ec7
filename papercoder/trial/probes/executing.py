"""Runs inside the sandbox, as a text of its own: execute the few lines of a probe and write what they showed.

Arguments: the file of the lines, where to write. Nothing of PaperCoder can be imported here.
"""

import ast
import contextlib
import io
import json
import sys

__all__ = ["main"]

KEPT = 20000
"""Characters kept of what is printed: more is no answer, and a probe that prints without end must not fill memory."""


class Kept(io.StringIO):
    """Keeps the beginning of what is written to it."""

    def write(self, text: str) -> int:
        """Keep what there is room for, and say that all was written."""
        super().write(text[: max(0, KEPT - self.tell())])
        return len(text)


def main() -> None:
    """Write an object of what was printed and of the names of the exception and its bases, if one was raised."""
    path, target = sys.argv[1:3]
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), "probe")
    end = tree.body[-1] if tree.body else None
    last = ast.Expression(end.value) if isinstance(end, ast.Expr) else None
    tree.body = tree.body[:-1] if last else tree.body
    printed, shown = Kept(), {"raised": [], "said": "", "missing": ""}
    with contextlib.redirect_stdout(printed):
        try:
            names: dict[str, object] = {"__name__": "__main__"}
            exec(compile(tree, "probe", "exec"), names)  # noqa: S102 -- this is what the sandbox is for
            value = eval(compile(last, "probe", "eval"), names) if last else None  # noqa: S307
            printed.write("" if value is None else repr(value))
        except BaseException as error:  # noqa: BLE001 -- foreign lines may raise what they like
            shown = {
                "raised": [kind.__name__ for kind in type(error).__mro__],
                "said": f"{type(error).__name__}: {error}"[:KEPT],
                "missing": str(error.name or "") if isinstance(error, ModuleNotFoundError) else "",
            }
    with open(target, "w", encoding="utf-8") as out:
        json.dump({"printed": printed.getvalue(), **shown}, out)


if __name__ == "__main__":
    main()
