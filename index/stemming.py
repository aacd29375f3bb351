"""Stems by the Snowball algorithms of NLTK, one per language.

Two things about that library are worked around here. Importing anything of it imports all of it (and scipy, where that
is installed): 1.4 s, against 16 ms for the one module needed, measured by `python -X importtime -c "import
nltk.stem.snowball"`; so the module is loaded beneath placeholders for its parent packages, which are taken away again.
And its Arabic stemmer remembers the word before, so that a word's stem would depend on its neighbor and on threads; it
is made anew for each word.
"""

import importlib
import importlib.util
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from index.columnar.english import stem_one
from index.machine import is_ready

STEMMERS = {
    "ar": "ArabicStemmer",
    "da": "DanishStemmer",
    "de": "GermanStemmer",
    "en": "EnglishStemmer",
    "es": "SpanishStemmer",
    "fi": "FinnishStemmer",
    "fr": "FrenchStemmer",
    "hu": "HungarianStemmer",
    "it": "ItalianStemmer",
    "nb": "NorwegianStemmer",
    "nl": "DutchStemmer",
    "nn": "NorwegianStemmer",
    "no": "NorwegianStemmer",
    "pt": "PortugueseStemmer",
    "ro": "RomanianStemmer",
    "ru": "RussianStemmer",
    "sv": "SwedishStemmer",
}
LANGUAGES = frozenset(STEMMERS)
COMPILED = "en"  # there is a loop for its stems, equal to NLTK's
FORGETFUL = frozenset({"ar"})  # needs a new stemmer for each word


def stem(word: str, language: str | None) -> str:
    """The stem of a lower-case word, accents kept; the word itself where the language has no stemmer.

    >>> stem("offensives", "en"), stem("häuser", "de"), stem("offensives", None)
    ('offens', 'haus', 'offensives')
    """
    if language not in LANGUAGES:
        return word
    if language == COMPILED and is_ready() and word.isascii() and word.isalpha():
        return _by_loop(word)
    return nltk_stem(word, language)


def nltk_stem(word: str, language: str) -> str:
    """The stem of a lower-case word by the library, one of whose languages it is."""
    with _lock:  # the stemmers are not known to be safe to share; a stem is computed once per word anyway
        return _stemmer(language)(word) or word


def _by_loop(word: str) -> str:
    """The same of English letters a to z, in a sixth of the time (`index/columnar/english.py`)."""
    letters = bytearray(word.encode() + b"\0")
    size = stem_one(np.frombuffer(letters, np.uint8), len(word))
    return letters[:size].decode() or word


_lock = threading.RLock()


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    maker = getattr(_snowball(), STEMMERS[language])
    if language in FORGETFUL:
        return lambda word: str(maker().stem(word))
    return maker().stem  # type: ignore[no-any-return] # untyped library


@cache
def _snowball() -> types.ModuleType:
    if "nltk" in sys.modules:
        return importlib.import_module("nltk.stem.snowball")
    with _placeholders():
        return importlib.import_module("nltk.stem.snowball")


@contextmanager
def _placeholders() -> Iterator[None]:
    """Stand-ins for the packages above the Snowball module, while it is imported."""
    spec = importlib.util.find_spec("nltk")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nltk is not installed; run `pip install nltk`", name="nltk")
    root = Path(spec.origin).parent
    before = set(sys.modules)
    for name in ("nltk", "nltk.stem", "nltk.corpus"):
        package = types.ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package
    # Stop words are looked up only when asked to be ignored, which we never do.
    sys.modules["nltk.corpus"].stopwords = None  # type: ignore[attr-defined] # a placeholder
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "nltk" and name not in before]:
            del sys.modules[name]
