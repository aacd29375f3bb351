"""Which language an article is in: as declared, else guessed from its first lines.

The guess is by `py3langid`, a maintained classifier that is quick, offline and deterministic. Its table takes most of a
second to load and a text most of a millisecond to classify, so that it is asked only where the small words that a text
is full of do not tell: those below are of one language alone.
"""

from collections import Counter
from functools import lru_cache
from importlib import import_module
from typing import Any

GUESS_CHARACTERS = (160, 500)  # the second look only where the first is not sure; time grows with the length
CONFIDENCE_FLOOR = 0.5
_SURE = 0.9

_TELLING = 400  # characters looked at for small words
_ENOUGH, _DIFFERENT = 6, 3  # small words of one language, where no other has any; of these, different ones
_SMALL_WORDS = {
    "en": "the and that with from his which would said they their were been this about",
    "de": "und nicht auch wird sich eine einen einer nach wurde durch zwischen",
    "fr": "les dans une pour pas cette avec sont été aux mais leur",
}
_LANGUAGE_OF = {word: code for code, words in _SMALL_WORDS.items() for word in words.split()}

_NAMES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "finnish": "fi",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "italian": "it",
    "japanese": "ja", "korean": "ko", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
    "deutsch": "de", "español": "es", "français": "fr", "italiano": "it", "português": "pt", "suomi": "fi",
    "svenska": "sv",
}  # fmt: skip
_THREE_LETTERS = {
    "ara": "ar", "ces": "cs", "cze": "cs", "chi": "zh", "zho": "zh", "dan": "da", "deu": "de", "ger": "de", "dut": "nl",
    "nld": "nl", "ell": "el", "gre": "el", "eng": "en", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr",
    "heb": "he", "hin": "hi", "hun": "hu", "ita": "it", "jpn": "ja", "kor": "ko", "nor": "no", "pol": "pl", "por": "pt",
    "ron": "ro", "rum": "ro", "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr", "ukr": "uk",
}  # fmt: skip
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}


def declared_language(raw: str | None) -> str | None:
    """Give the ISO 639-1 code of a declaration such as `en-US`, `eng` or `English`, or None where it says nothing.

    >>> declared_language("de_AT"), declared_language("English"), declared_language("und")
    ('de', 'en', None)
    """
    if not raw:
        return None
    name = raw.strip().lower()
    if name in _NAMES:
        return _NAMES[name]
    code = name.replace("_", "-").split("-")[0]
    code = _THREE_LETTERS.get(code, code)
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        return None
    return _SAME.get(code, code)


def guess_language(title: str, body: str) -> str | None:
    """Guess the ISO 639-1 code from the beginning of the text; None below a confidence of one half."""
    if told := _told(body[:_TELLING]):
        return told
    code, confidence = None, 0.0
    for characters in GUESS_CHARACTERS:
        text = body[:characters] if len(body) >= characters else f"{title} {body}"[:characters]
        if any(character.isalpha() for character in text):
            code, confidence = _classify(text)
        if confidence > _SURE:
            break
    return _SAME.get(code, code) if code and confidence >= CONFIDENCE_FLOOR else None


def _told(text: str) -> str | None:
    """Give the language of a text's small words, where there are enough of one and none of another."""
    words = Counter(word for word in text.lower().split() if word in _LANGUAGE_OF)
    codes = {_LANGUAGE_OF[word] for word in words}
    return codes.pop() if len(codes) == 1 and words.total() >= _ENOUGH and len(words) >= _DIFFERENT else None


def _classify(text: str) -> tuple[str, float]:
    code, confidence = _identifier().classify(text)
    return str(code), float(confidence)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    langid = import_module("py3langid.langid")
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
