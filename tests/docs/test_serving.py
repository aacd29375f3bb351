"""What the page on serving shows can be used as it stands."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from web import Settings
from web.settings import from_environment, variable

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
CONTAINERS = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("Dockerfile", "compose.yaml"))


def block(language: str) -> str:
    (text,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return text


def test_the_file_of_settings_is_one(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text(block("toml"), encoding="utf-8")
    settings = from_environment({}, str(tmp_path / "dateline.toml"))
    assert settings.trusted_hosts == tuple(tomllib.loads(block("toml"))["trusted_hosts"])


@pytest.mark.parametrize("name", sorted(set(re.findall(r"DATELINE_[A-Z_]+", DOCS + CONTAINERS))))
def test_every_variable_is_a_setting(name: str) -> None:
    assert name in {variable("config"), *(variable(field.name) for field in fields(Settings))}


def test_the_image_is_built_from_what_is_kept_in_its_context() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERS, re.MULTILINE) for name in line.split()
    }
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_serves_where_it_says() -> None:
    exposed = int(re.search(r"^EXPOSE (\d+)$", CONTAINERS, re.MULTILINE)[1])
    assert exposed == Settings().port
    assert f":{exposed}/api/v1/health" in CONTAINERS
