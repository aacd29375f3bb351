"""The endpoint described in OpenAPI 3.1, made from the declarations that the code itself goes by.

The parameters come from `web.params`, which checks them; the answers from `web.answers`, which the type checker holds
the code to. What stands here besides is which address gives which.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from web.answers import (
    ErrorAnswer,
    HealthAnswer,
    NotReadyAnswer,
    RelatedAnswer,
    SearchAnswer,
    SourcesAnswer,
    StatsAnswer,
    SuggestAnswer,
)
from web.article_answers import ArticleAnswer, CopiesAnswer, VersionsAnswer
from web.params import NO_CONTROLS, SearchParameters

Schema = dict[str, Any]  # JSON Schema has no narrower type
JSON = "application/json"
VERSION = "1"
BLANK = {"type": "string", "pattern": "^ +$"}
_REF = "#/components/schemas/{model}"
# TypeAdapter takes any type; its stubs have no name for a TypedDict's class.
_ANSWERS: tuple[Any, ...] = (
    SearchAnswer,
    ArticleAnswer,
    VersionsAnswer,
    CopiesAnswer,
    RelatedAnswer,
    SuggestAnswer,
    SourcesAnswer,
    StatsAnswer,
    HealthAnswer,
    NotReadyAnswer,
    ErrorAnswer,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the endpoint.

    answer:  the kind of what it gives: a name in `web.answers`, or a media type
    query:   whether it takes the parameters of a search; refuses: whether it refuses others
    takes:   parameters of its own
    refusals: statuses of its own beside those any address may give, with the kind of each
    """

    path: str
    name: str
    summary: str
    answer: str
    query: bool = False
    refuses: bool = False
    cached: bool = True
    refusals: Mapping[int, str] = field(default_factory=dict)
    takes: tuple[Schema, ...] = ()


TYPED: Schema = {
    "name": "q",
    "in": "query",
    "description": "the text in the box, up to where it is being typed",
    "allowEmptyValue": True,
    "schema": {"type": "string"},
}
TEXT: Schema = {
    "name": "version",
    "in": "query",
    "description": "which of its texts, from 1; the present one where not given, none (404) where it is not kept",
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
}
COPIES_PAGE: Schema = {
    "name": "page",
    "in": "query",
    "description": "which hundred of the copies, from 1; behind the last there is none (404)",
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
}
OPERATIONS = (
    Operation("/api/v1/search", "search", "One page of a search.", "SearchAnswer", query=True, refuses=True),
    Operation("/search.json", "searchPage", "The page at /search as JSON.", "SearchAnswer", query=True),
    Operation("/search.csv", "searchTable", "The page at /search as a table.", "text/csv", query=True),
    Operation("/search.atom", "searchFeed", "The page at /search as a feed.", "application/atom+xml", query=True),
    Operation(
        "/api/v1/export.jsonl",
        "exportLines",
        "Every article of a search, whole, a JSON object a line; off unless the operator enables it.",
        "application/x-ndjson",
        query=True,
        refuses=True,
        cached=False,
        refusals={404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/export.csv",
        "exportTable",
        "The same as a table.",
        "text/csv",
        query=True,
        refuses=True,
        cached=False,
        refusals={404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/articles/{id}",
        "article",
        "One article, whole.",
        "ArticleAnswer",
        takes=(TEXT,),
        refusals={400: "ErrorAnswer", 404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/articles/{id}/versions",
        "versions",
        "The texts of an article that are kept, whole, the present one first.",
        "VersionsAnswer",
        refusals={404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/articles/{id}/copies",
        "copies",
        "The copies of an article in order of publication.",
        "CopiesAnswer",
        takes=(COPIES_PAGE,),
        refusals={400: "ErrorAnswer", 404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/articles/{id}/related",
        "related",
        "The articles most like one.",
        "RelatedAnswer",
        refusals={404: "ErrorAnswer"},
    ),
    Operation(
        "/api/v1/suggest",
        "suggest",
        "How the text in the box may go on.",
        "SuggestAnswer",
        takes=(TYPED,),
        cached=False,
    ),
    Operation("/api/v1/sources", "sources", "The outlets, those with the most articles first.", "SourcesAnswer"),
    Operation("/api/v1/stats", "stats", "What the index holds.", "StatsAnswer"),
    Operation(
        "/api/v1/health",
        "health",
        "Whether searches can be answered.",
        "HealthAnswer",
        cached=False,
        refusals={503: "NotReadyAnswer"},
    ),
    Operation("/api/v1/openapi.json", "openapi", "This description.", JSON, cached=False),
)
# What any address may answer instead.
REFUSALS = {
    400: "The request cannot be read: a parameter, or the host it is addressed to.",
    401: "The archive is private: a name and password, or a token, is wanted.",
    404: "There is no such article, or the operator has switched this off.",
    413: "The request has a body over its bound.",
    414: "The address is over its bound.",
    429: "The client asks faster than it may; Retry-After says when to ask again.",
    431: "The request's headers are over their bound.",
    500: "A fault of the server; its log has it.",
    503: "The index cannot be searched now; Retry-After says when to ask again, where that may help.",
}


@cache
def document() -> Schema:
    """The description of the endpoint. It is shared: copy before changing."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": VERSION,
            "summary": "Full-text search over a news corpus.",
            "description": "Everything is read with GET. Within /api/v1 keys keep their names and meanings; new keys, "
            "parameters and codes may come.",
        },
        "servers": [{"url": "/"}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        # Where the archive is open, neither is looked at.
        "security": [{}, {"basic": []}, {"token": []}],
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def parameters() -> list[Schema]:
    """The parameters of a search, as OpenAPI has them."""
    declared = SearchParameters.model_json_schema()["properties"]
    return [_parameter(name, deepcopy(schema)) for name, schema in declared.items()]


def _parameter(name: str, schema: Schema) -> Schema:
    described = {"name": name, "in": "query", "description": schema.pop("description")}
    # Blank counts as not given; where any text will do, blank is one already.
    takes_any_text = schema.get("items", schema).get("pattern") == NO_CONTROLS
    if not takes_any_text:
        described["allowEmptyValue"] = True
    examples = schema.pop("examples", None)
    if examples:
        described["example"] = examples if schema.get("type") == "array" else examples[0]
    schema.pop("title", None)
    if "anyOf" in schema:
        # Optional in Python is None; in an address it is not being there.
        schema.pop("default", None)
        kinds = [kind for kind in schema.pop("anyOf") if kind != {"type": "null"}]
        schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if schema.get("default") == []:
        schema.pop("default")
    return {**described, "schema": schema if takes_any_text else _or_blank(schema)}


def _or_blank(schema: Schema) -> Schema:
    """A schema that takes blanks, too."""
    if schema.get("type") == "array":
        return {**schema, "items": _or_blank(schema["items"])}
    default = {"default": schema.pop("default")} if "default" in schema else {}
    return {**default, "anyOf": [schema, BLANK]}


def _operation(operation: Operation) -> Schema:
    taken = parameters() if operation.query else deepcopy(list(operation.takes))
    if "{id}" in operation.path:
        article_id = {"type": "string", "pattern": "^[a-z2-7]{26}$"}
        taken = [{"name": "id", "in": "path", "required": True, "schema": article_id}]
    ignored = "" if operation.refuses or not operation.query else " Parameters that are none are ignored."
    refused = " A parameter that is none is refused." if operation.refuses else ""
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"{operation.summary}{ignored}{refused}",
        "parameters": taken,
        "responses": _responses(operation),
    }


def _responses(operation: Operation) -> Schema:
    responses = {"200": {"description": operation.summary, "content": _content(operation.answer)}}
    if operation.cached:
        tag = {"description": "Changes with the index.", "schema": {"type": "string"}}
        responses["200"]["headers"] = {"ETag": tag}
        responses["304"] = {"description": "What If-None-Match names is still current."}
    for status, text in REFUSALS.items():
        if status != 404 or 404 in operation.refusals:
            kind = operation.refusals.get(status, "ErrorAnswer")
            responses[str(status)] = {"description": text, "content": _content(kind)}
    return responses


def _content(kind: str) -> Schema:
    if "/" not in kind:
        return {JSON: {"schema": {"$ref": _REF.format(model=kind)}}}
    return {kind: {"schema": {"type": "object" if kind == JSON else "string"}}}


def _schemas() -> Schema:
    """Every answer and what it is made of, by name."""
    schemas: Schema = {}
    for answer in _ANSWERS:
        written = TypeAdapter(answer).json_schema(ref_template=_REF, mode="serialization")
        schemas |= written.pop("$defs", {})
        schemas[answer.__name__] = written
    for schema in schemas.values():
        schema.pop("title", None)
        for described in schema.get("properties", {}).values():
            described.pop("title", None)
    return dict(sorted(schemas.items()))
