"""The endpoint is what its description says."""

import jsonschema
import pytest
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.web import fuzz
from tests.web.shelf import story
from web.answers import SearchAnswer
from web.openapi import OPERATIONS, REFUSALS, document, parameters
from web.params import PARAMETERS

ID = story(1).id
ANSWERS = {
    "/api/v1/search?q=iraqi+story": "SearchAnswer",
    "/api/v1/search?facet=none&size=3": "SearchAnswer",
    "/search.json?page=99": "SearchAnswer",
    "/api/v1/search?explain=true": "SearchAnswer",
    f"/api/v1/articles/{ID}": "ArticleAnswer",
    f"/api/v1/articles/{ID}/copies": "CopiesAnswer",
    "/api/v1/articles/nowhere/copies": "ErrorAnswer",
    f"/api/v1/articles/{ID}/related": "RelatedAnswer",
    "/api/v1/articles/nowhere/related": "ErrorAnswer",
    "/api/v1/suggest?q=sto": "SuggestAnswer",
    "/api/v1/suggest": "SuggestAnswer",
    "/api/v1/sources": "SourcesAnswer",
    "/api/v1/stats": "StatsAnswer",
    "/api/v1/health": "HealthAnswer",
    "/api/v1/search?page=x": "ErrorAnswer",
    "/api/v1/articles/nowhere": "ErrorAnswer",
    "/search.csv?page=x": "ErrorAnswer",
    "/search.atom?page=x": "ErrorAnswer",
}


def schema_of(name):
    return {
        **document(),
        "$ref": f"#/components/schemas/{name}",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
    }


def test_the_description_is_one(client):
    assert client.get("/api/v1/openapi.json").json == document()
    for schema in document()["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_is_as_described(client, address):
    jsonschema.validate(client.get(address).json, schema_of(ANSWERS[address]))


def test_an_empty_index_answers_as_described(client_of):
    client = client_of([])
    for address in ("/api/v1/search", "/api/v1/sources", "/api/v1/stats", "/api/v1/health"):
        jsonschema.validate(client.get(address).json, schema_of(ANSWERS.get(address, "SearchAnswer")))


def test_a_missing_key_is_not_as_described(client):
    answer = dict(client.get("/api/v1/search").json)
    del answer["total"]
    with pytest.raises(jsonschema.ValidationError, match="total"):
        jsonschema.validate(answer, schema_of("SearchAnswer"))


def test_every_parameter_is_described():
    assert [taken["name"] for taken in parameters()] == list(PARAMETERS)
    assert all(taken["description"] for taken in parameters())


def test_keys_of_a_described_answer_come_in_the_declared_order():
    assert list(document()["components"]["schemas"]["SearchAnswer"]["properties"]) == list(SearchAnswer.__annotations__)


def test_every_address_for_programs_is_described(client):
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    served = {rule.replace("<id>", "{id}") for rule in rules if rule.startswith(("/api/", "/search."))}
    assert served == {operation.path for operation in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_address_tells_how_it_refuses(operation):
    statuses = set(document()["paths"][operation.path]["get"]["responses"])
    assert {str(status) for status in REFUSALS if status != 404} | {"200"} <= statuses


@pytest.mark.parametrize("path", fuzz.PLAIN)
def test_an_address_without_parameters_keeps_its_description(path):
    assert fuzz.fuzz(fuzz.site(), path, GenerationMode.POSITIVE, 1) == {200: 1}


@pytest.mark.parametrize("path", fuzz.VARIED)
def test_what_is_described_is_accepted(path):
    met = fuzz.fuzz(fuzz.site(), path, GenerationMode.POSITIVE, 25)
    assert set(met) <= {200, 400, 404}  # 400 where the dates are the wrong way round; no other passes the checks
    assert met[200] > met[400]


@pytest.mark.parametrize("path", fuzz.VARIED)
def test_what_is_not_described_is_no_fault(path):
    met = fuzz.fuzz(fuzz.site(), path, GenerationMode.NEGATIVE, 20)
    assert met[400] or met[404]


def test_the_page_for_people_names_everything(client):
    page = client.get("/api").text
    named = [*PARAMETERS, *(operation.path for operation in OPERATIONS), *document()["components"]["schemas"]]
    assert not [name for name in named if name not in page]


@pytest.mark.parametrize(
    ("query", "code", "excluded"),
    [
        ("cursor=%7B%27a%27%3A+%7B%7D%7D", "invalid_cursor", [negative_data_rejection, positive_data_acceptance]),
        ("cursor=made-up", "invalid_date", [negative_data_rejection]),
        ("cursor=", "invalid_cursor", [negative_data_rejection]),
        ("q=story", "", [negative_data_rejection]),
        ("page=none", "invalid_page", []),
        ("from=2017-07&to=2017-06", "invalid_date", [negative_data_rejection, positive_data_acceptance]),
        ("from=2017-06&to=2017-06", "invalid_date", [negative_data_rejection]),
        ("from=2017-06-30&to=2017", "invalid_date", [negative_data_rejection]),
        ("from=2017-06-30", "invalid_date", [negative_data_rejection]),
    ],
)
def test_only_a_made_up_cursor_and_dates_the_wrong_way_round_may_be_as_described_and_refused(query, code, excluded):
    declared = document()["paths"]["/search.atom"]["get"]["parameters"]
    assert fuzz.beside_the_point(f"/search.atom?{query}", declared, code) == excluded
