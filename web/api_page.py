"""`/api`: the endpoint for people, written from its own description."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, url_for

from web.openapi import BLANK, Schema, document
from web.site import Chrome, this_site

pages = Blueprint("api_page", __name__)
AGE_S = 300


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a key: what kind of value it has and what it means."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Kind:
    """An object that answers are made of. `name` is also its anchor."""

    name: str
    meaning: str
    keys: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the endpoint. `searches`: it takes the parameters of a search; `kind`: the anchor of its answer."""

    path: str
    summary: str
    answer: str
    kind: str
    searches: bool
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApiView:
    """What api.html shows."""

    chrome: Chrome
    addresses: tuple[Address, ...]
    parameters: tuple[Row, ...]
    kinds: tuple[Kind, ...]


@pages.get("/api/v1/openapi.json")
def description() -> Response:
    """The description for programs."""
    response = jsonify(document())
    response.cache_control.max_age = AGE_S
    return response


@pages.get("/api")
def page() -> Response:
    """The description for people."""
    chrome = Chrome(
        this_site().settings.title, "For programs", indexed=True, canonical=url_for("api_page.page", _external=True)
    )
    response = make_response(render_template("api.html", view=api_view(document(), chrome)))
    response.cache_control.max_age = AGE_S
    return response


def api_view(described: Schema, chrome: Chrome) -> ApiView:
    """The page of a description."""
    operations = {path: item["get"] for path, item in described["paths"].items()}
    searching = next(operation for operation in operations.values() if operation["operationId"] == "search")
    return ApiView(
        chrome=chrome,
        addresses=tuple(_address(path, operation) for path, operation in operations.items()),
        parameters=tuple(
            Row(taken["name"], kind_of(taken["schema"]), taken["description"]) for taken in searching["parameters"]
        ),
        kinds=tuple(_kind(name, schema) for name, schema in described["components"]["schemas"].items()),
    )


def kind_of(schema: Schema) -> str:
    """What a value is, in words: `text or null`, `list of SnippetAnswer`."""
    match schema:
        case {"$ref": ref}:
            return str(ref).rpartition("/")[2]
        case {"anyOf": kinds}:
            return " or ".join(dict.fromkeys(kind_of(kind) for kind in kinds if kind != BLANK))
        case {"const": only}:
            return _value(only)
        case {"enum": values}:
            return ", ".join(_value(value) for value in values)
        case {"type": "array", "prefixItems": kinds}:
            return f"list of {len(kinds)}"
        case {"type": "array", "items": kind}:
            return f"list of {kind_of(kind)}"
        case {"type": "object", "additionalProperties": kind}:
            return f"object of {kind_of(kind)}"
        case _:
            return _NAMES[schema["type"], schema.get("format", "")]


_NAMES = {
    ("string", ""): "text",
    ("string", "date"): "day",
    ("integer", ""): "whole number",
    ("number", ""): "number",
    ("boolean", ""): "true or false",
    ("null", ""): "null",
}


def _value(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _address(path: str, operation: Schema) -> Address:
    responses = operation["responses"]
    ((media, content),) = responses["200"]["content"].items()
    name = kind_of(content["schema"]) if "$ref" in content["schema"] else ""
    searches = any(taken["in"] == "query" for taken in operation["parameters"])
    return Address(path, operation["summary"], name or media, name, searches, tuple(responses))


def _kind(name: str, schema: Schema) -> Kind:
    keys = (Row(key, kind_of(value), value.get("description", "")) for key, value in schema["properties"].items())
    return Kind(name, schema.get("description", ""), tuple(keys))
