"""Runs inside the sandbox, as a text of its own: call every test of a file and write what each said.

Arguments: the file of tests, where to write. Nothing of PaperCoder can be imported here, and pytest need not be there.
"""

import importlib.util
import json
import os
import sys
import traceback

__all__ = ["main"]


def main() -> None:
    """Write an object of names and failures, empty for a test that passed, after each test."""
    path, target = sys.argv[1:3]
    sys.path[:1] = [os.getcwd()]
    said: dict[str, str] = {}
    spec = importlib.util.spec_from_file_location("tests_from_the_paper", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, test in list(vars(module).items()):
        if name.startswith("test_") and callable(test):
            try:
                test()
            except (Exception, SystemExit):  # noqa: BLE001 -- a foreign test may raise what it likes
                said[name] = traceback.format_exc(limit=-4)
            else:
                said[name] = ""
            with open(target, "w", encoding="utf-8") as file:
                json.dump(said, file)


if __name__ == "__main__":
    main()
