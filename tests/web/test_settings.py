from dataclasses import fields
from pathlib import Path

import pytest

from web.settings import BadSetting, Settings, from_environment, variable, with_values

DOCS = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_an_empty_environment_gives_the_defaults():
    assert from_environment({}) == Settings()


def test_a_variable_of_another_program_is_left_alone():
    assert from_environment({"PATH": "/bin", "DATELINE_THEME": "dark"}) == Settings()


def test_an_empty_variable_counts_as_not_given():
    assert from_environment({"DATELINE_PORT": ""}).port == Settings().port


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("index", "whoosh:///srv/news", "whoosh:///srv/news"),
        ("port", "0", 0),
        ("time_limit_s", "0.25", 0.25),
        ("trusted_hosts", "news.example.org, .example.net,", ("news.example.org", ".example.net")),
        ("timezone", "Europe/Paris", "Europe/Paris"),
    ],
)
def test_a_setting_is_read_in_its_own_kind(name, text, value):
    assert getattr(from_environment({variable(name): text}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "http"),
        ("port", "65536"),
        ("port", "-1"),
        ("page_size", "0"),
        ("page_size", "101"),
        ("facet_size", "0"),
        ("time_limit_s", "0"),
        ("time_limit_s", "nan"),
        ("time_limit_s", "soon"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../etc/passwd"),
        ("trusted_hosts", ","),
        ("threads", "0"),
        ("cors_origins", "example.org"),
        ("cors_origins", "https://example.org/path"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value(name, text):
    with pytest.raises(BadSetting, match=rf"{variable(name)}\) is ") as refusal:
        from_environment({variable(name): text})
    assert text.strip(",") in str(refusal.value)


def test_what_was_typed_replaces_what_was_set():
    assert with_values(Settings(port=1, host="::1"), {"port": "2"}) == Settings(port=2, host="::1")


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_docs_with_its_variable_and_default(name):
    default = getattr(Settings(), name)
    shown = ",".join(default) if isinstance(default, tuple) else str(default)
    row = next((line for line in DOCS.splitlines() if line.startswith(f"| `{name}`")), "")
    assert f"`{variable(name)}`" in row
    assert f"`{shown}`" in row
