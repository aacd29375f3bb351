"""Holds the endpoint to its own description, with requests made from it: `python -m tests.web.fuzz 20000`.

The number is how many requests are made in all, half of them as described, half of them not. Everything that
schemathesis checks is checked; the first contradiction ends the run with the request that shows it.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.web.conftest import NOW
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app
from web.openapi import OPERATIONS

DESCRIPTION = "/api/v1/openapi.json"
# What takes parameters is worth many requests, the rest one.
VARIED = [operation.path for operation in OPERATIONS if operation.query or "{" in operation.path]
PLAIN = [operation.path for operation in OPERATIONS if operation.path not in VARIED]
# What `to` is made where there is a `from`, so that ranges within one year are asked, either way round, too.
ENDS = ("YEAR", "YEAR-06", "YEAR-06-15")


def site() -> Flask:
    """A site of twelve articles."""
    searchers = FixedSnapshot(ShelfSearcher(story(number) for number in range(1, 13)))
    return create_app(searchers, Settings(export="on"), clock=lambda: NOW)


def fuzz(app: Flask, path: str, mode: GenerationMode, cases: int) -> Counter[int]:
    """Make requests to one address and check each answer; the statuses met. Raises what schemathesis raises."""
    operation = schemathesis.openapi.from_wsgi(DESCRIPTION, app)[path]["GET"]
    met: Counter[int] = Counter()

    @given(operation.as_strategy(generation_mode=mode), st.booleans(), st.sampled_from(("", *ENDS)))
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=cases < 1000,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case, known: bool, end: str) -> None:
        case.query = as_typed(case.query)
        if mode is GenerationMode.POSITIVE:
            if case.query:
                # A cursor is an answer's; one that is made up is refused, as any may be that went with another search.
                case.query.pop("cursor", None)
                if "from" in case.query and end:
                    case.query["to"] = end.replace("YEAR", str(case.query["from"])[:4])
            if case.path_parameters and known:
                case.path_parameters = {"id": story(1).id}
        answer = case.call()
        case.validate_response(
            answer,
            excluded_checks=beside_the_point(
                str(answer.request.url), operation.definition.raw["parameters"], refused_as(answer)
            ),
        )
        met[answer.status_code] += 1

    ask()
    return met


def as_typed(query: dict[str, object] | None) -> dict[str, object] | None:
    """The parameters as an address has them: all is text there, an object too, and whole numbers are digits."""
    return query and {name: _digits(value) for name, value in query.items()}


def refused_as(answer: Response) -> str:
    """The code of a refusal; empty for any other answer."""
    return str(answer.json()["code"]) if answer.status_code == 400 else ""


def beside_the_point(url: str, parameters: Sequence[Mapping[str, Any]], code: str) -> list[CheckFunction]:
    """The checks that an answer is not to be held to, told by its address and, where it refuses that, by the code.

    Two things are as described and refused, since JSON Schema cannot say them: a made-up cursor (an object made in
    place of one is a text once it is written), and dates the wrong way round.
    """
    excluded: list[CheckFunction] = []
    if reads_as_described(url, parameters):
        excluded.append(negative_data_rejection)
    query = parse_qs(urlsplit(url).query)
    if (code == "invalid_cursor" and "cursor" in query) or (code == "invalid_date" and wrong_way_round(query)):
        excluded.append(positive_data_acceptance)
    return excluded


def wrong_way_round(query: Mapping[str, list[str]]) -> bool:
    """Whether `from` begins later than `to` ends."""
    (low, *_), (high, *_) = query.get("from", [""]), query.get("to", [""])
    return low != "" and high != "" and low + "-01-01"[len(low) - 4 :] > high + "-12-31"[len(high) - 4 :]


def reads_as_described(url: str, parameters: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an address says nothing that its description forbids.

    What is made wrong (`true` for a text, nothing for a list of numbers) may be right once it is written into an
    address, where all is text and a blank value counts as not given.
    """
    declared = {parameter["name"]: parameter for parameter in parameters if parameter["in"] == "query"}
    given = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return given.keys() <= declared.keys() and all(_fits(values, declared[name]) for name, values in given.items())


def _fits(values: list[str], parameter: Mapping[str, Any]) -> bool:
    schema = parameter["schema"]
    said = [value for value in values if value or not parameter.get("allowEmptyValue")]
    if schema.get("type") != "array":
        return len(values) == 1 and all(_is_valid(value, schema) for value in said)
    return len(values) <= schema["maxItems"] and all(_is_valid(value, schema["items"]) for value in said)


def _is_valid(value: str, schema: Mapping[str, Any]) -> bool:
    is_number = "integer" in (schema.get("type"), schema.get("anyOf", [{}])[0].get("type")) and re.fullmatch(
        "[0-9]{1,9}", value
    )
    return Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(int(value) if is_number else value)


def _digits(value: object) -> object:
    if isinstance(value, list):
        return [_digits(item) for item in value]
    if isinstance(value, dict):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def main(cases: int) -> None:
    """Fuzz every address in both modes and print what was met."""
    app = site()
    for path in PLAIN:
        click.echo(f"{path} {dict(fuzz(app, path, GenerationMode.POSITIVE, 1))}")
    for path in VARIED:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            began = time.monotonic()
            met = fuzz(app, path, mode, -(-cases // (2 * len(VARIED))))
            click.echo(f"{path} {mode.value} {dict(met)} {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
