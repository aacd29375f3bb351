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
        ("queue", "-1"),
        ("cache_mb", "-1"),
        ("rate_per_minute", "-1"),
        ("rate_burst", "0"),
        ("trusted_proxies", "11"),
        ("metrics", "yes"),
        ("access_log", "true"),
        ("log_format", "xml"),
        ("cors_origins", "example.org"),
        ("cors_origins", "https://example.org/path"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value(name, text):
    with pytest.raises(BadSetting, match=rf"{variable(name)}\) is ") as refusal:
        from_environment({variable(name): text})
    assert text.strip(",") in str(refusal.value)


@pytest.mark.parametrize(("name", "text"), [("sign_in", "ada"), ("sign_in", "ada:short"), ("token", "too short")])
def test_a_secret_that_cannot_be_used_is_not_shown(name, text):
    with pytest.raises(BadSetting, match=variable(name)) as refusal:
        from_environment({variable(name): text})
    assert text not in str(refusal.value)


def test_a_file_gives_settings_in_their_kinds(tmp_path):
    (tmp_path / "d.toml").write_text(
        'title = "The Courier"\nport = 80\ntime_limit_s = 2\ntrusted_hosts = ["a.org", "b.org"]\n'
    )
    settings = from_environment({}, str(tmp_path / "d.toml"))
    assert settings == Settings(title="The Courier", port=80, time_limit_s=2.0, trusted_hosts=("a.org", "b.org"))


def test_the_environment_wins_over_the_file_and_what_was_typed_over_both(tmp_path):
    (tmp_path / "d.toml").write_text('title = "file"\nhost = "file"\nindex = "file"\n')
    environ = {
        "DATELINE_CONFIG": str(tmp_path / "d.toml"),
        "DATELINE_HOST": "environment",
        "DATELINE_INDEX": "environment",
    }
    settings = with_values(from_environment(environ), {"index": "typed"})
    assert (settings.title, settings.host, settings.index) == ("file", "environment", "typed")


def test_a_file_named_by_hand_wins_over_the_one_of_the_environment(tmp_path):
    (tmp_path / "d.toml").write_text('title = "typed"')
    assert from_environment({"DATELINE_CONFIG": "nowhere.toml"}, str(tmp_path / "d.toml")).title == "typed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 80", "no setting 'prot'"),
        ("port = ", "is not TOML"),
        ('port = "http"', "DATELINE_PORT"),
        ("port = true", "DATELINE_PORT"),
        ("port = 80.5", "DATELINE_PORT"),
        ("trusted_hosts = [1]", "DATELINE_TRUSTED_HOSTS"),
        ("[server]\nport = 80", "no setting 'server'"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text, said):
    (tmp_path / "d.toml").write_text(text)
    with pytest.raises(BadSetting, match=said):
        from_environment({}, str(tmp_path / "d.toml"))


def test_a_missing_file_is_refused():
    with pytest.raises(BadSetting, match=r"nowhere\.toml cannot be read"):
        from_environment({}, "nowhere.toml")


def test_what_was_typed_replaces_what_was_set():
    assert with_values(Settings(port=1, host="::1"), {"port": "2"}) == Settings(port=2, host="::1")


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_docs_with_its_variable_and_default(name):
    default = getattr(Settings(), name)
    shown = ",".join(default) if isinstance(default, tuple) else str(default)
    row = next((line for line in DOCS.splitlines() if line.startswith(f"| `{name}`")), "")
    assert f"`{variable(name)}`" in row
    assert f"`{shown}`" in row
