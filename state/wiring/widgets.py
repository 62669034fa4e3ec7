"""How a form shows a setting: Open Agent Platform reads `metadata.x_oap_ui_config` of a field."""

from typing import Any

__all__ = ["with_widgets"]

_WIDGETS = {"boolean": "boolean", "integer": "number", "number": "number", "string": "text"}


def with_widgets(schema: dict[str, Any]) -> None:
    """Add the widget of every property, from its own type, bounds, choices and description."""
    for name, field in schema.get("properties", {}).items():
        shown = {"type": "json", "label": name.replace("_", " "), "description": field.get("description", "")}
        for kind in (field, *field.get("anyOf", ())):
            shown |= _widget(kind)
        if field.get("default") is not None:
            shown["default"] = field["default"]
        field["metadata"] = {"x_oap_ui_config": shown}


def _widget(kind: dict[str, Any]) -> dict[str, Any]:
    if "enum" in kind:
        return {"type": "select", "options": [{"label": str(value), "value": value} for value in kind["enum"]]}
    if kind.get("type") not in _WIDGETS:
        return {}
    bounds = {"min": kind.get("minimum", kind.get("exclusiveMinimum")), "max": kind.get("maximum")}
    return {"type": _WIDGETS[kind["type"]], **{end: value for end, value in bounds.items() if value is not None}}
