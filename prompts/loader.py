"""Load and render the templates: Jinja2, StrictUndefined, variables declared in front matter and checked at load."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

__all__ = ["as_data", "names", "render"]


def as_data(text: str, name: str) -> str:
    """Wrap untrusted text so that a reader sees where it begins and ends.

    The paper's text and what models wrote enter a prompt only through here. A closing mark inside the text is disarmed.
    """
    inside = text.strip("\n").replace("</data", "<\\/data")
    label = name.replace('"', "'")
    return f'<data name="{label}">\n{inside}\n</data>'


def names() -> tuple[str, ...]:
    """Return the names of all templates, sorted: those of the agents, and `evaluation/judge` and the like."""
    return tuple(sorted(_below(resources.files("prompts"), "")))


def _below(folder: Traversable, inside: str) -> Iterator[str]:
    for file in folder.iterdir():
        if file.name.endswith(".md"):
            yield inside + file.name.removesuffix(".md")
        elif file.is_dir():
            yield from _below(file, f"{inside}{file.name}/")


def render(template: str, /, **variables: Any) -> str:
    """Render a template with exactly the variables that its front matter declares.

    Raises:
        ValueError: a variable is missing, or one is given that the template does not declare.
    """
    declared, body = _load(template)
    if declared != set(variables):
        odd = ", ".join(sorted(declared ^ set(variables)))
        raise ValueError(f"the prompt '{template}' declares {sorted(declared)}; missing or not declared: {odd}")
    return str(body.render(**variables)).strip() + "\n"


@lru_cache
def _load(name: str) -> tuple[frozenset[str], Any]:
    import jinja2
    import jinja2.meta
    import yaml

    front, body = _split(name)
    declared = frozenset(yaml.safe_load(front)["variables"])
    environment = jinja2.Environment(  # noqa: S701 -- the text goes to a model, not into a page
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(lambda other: _split(other)[1]),
    )
    environment.filters["data"] = as_data
    used = jinja2.meta.find_undeclared_variables(environment.parse(body))
    if used != declared:
        raise ValueError(f"the prompt '{name}' declares {sorted(declared)} but uses {sorted(used)}")
    return declared, environment.from_string(body)


def _split(name: str) -> tuple[str, str]:
    """Return a template's front matter and its body, which another template may include."""
    raw = resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    _, front, body = raw.split("---\n", 2)
    return front, body
