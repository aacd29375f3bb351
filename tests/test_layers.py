"""The arrows between the packages point one way only, and an engine's library stays behind its adapter."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "corpus": set(),
    "index": {"corpus"},
    "search": {"corpus", "index"},
    "web": {"corpus", "search", "index"},
    "cli": {"corpus", "index", "search", "web"},
}
ENGINE_LIBRARIES = {"whoosh", "opensearchpy"}
ADAPTERS = ("whoosh_", "opensearch_")
ALONE = ("utils", "helpers", "common", "base", "misc")


def modules() -> list[Path]:
    return [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, so that the arrow is seen"
            yield node.module or ""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[package] | {package}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_an_engines_library_is_imported_by_its_adapter_only(path: Path) -> None:
    libraries = {name.split(".")[0] for name in imported(path)} & ENGINE_LIBRARIES
    adapter = path.name.startswith(ADAPTERS) or "columnar" in path.parts
    assert adapter or not libraries


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_is_named_for_its_subject(path: Path) -> None:
    assert path.stem not in ALONE


def test_every_package_declares_what_it_offers() -> None:
    silent = [
        package
        for package in ("corpus", "index", "search")
        if "__all__" not in (ROOT / package / "__init__.py").read_text()
    ]
    assert not silent
