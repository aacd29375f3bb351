"""The birth certificate of an index: by what rules it was built, and so who may open it.

A JSON file beside the index's own, written before the first commit and never changed. Reader and writer refuse an index
whose schema or analyzer is not theirs: its terms would silently miss. The stemmers come from a library; another release
of it is no reason to refuse, another result is: the certificate holds a digest of the stems of a few words of every
language, and where the release differs the stems are computed again and compared.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.analysis import ANALYZER_VERSION
from index.errors import IndexMismatch, IndexMissing
from index.schema import SCHEMA_VERSION
from index.stemming import LANGUAGES, nltk_stem
from index.whole_file import replace_file

NAME = "dateline.json"
FORMAT = "dateline index"
REBUILD = "run `dateline index --rebuild PATH`, PATH being the news it was built from"
MIGRATE = "run `dateline migrate` to carry it over from the text it holds, or `dateline index --rebuild PATH`"
REPAIR = "run `dateline check --repair` to save what is whole, or `dateline index --rebuild PATH`"

PROBES = (
    "generously offensives nationality running häusern freundlichkeit nationalité chevaux noticias corriendo "
    "notícias nacionalidades bellissimo nazionale huizen mogelijkheid nyheterna möjligheter nyhederne muligheter "
    "uutisissa taloissaan házakban szabadságát casele frumoasă новостями возможность والمعلمين الكتاب"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What an index was built by.

    stems:   digest of the stems of PROBES in every language
    stemmer: the library and its release
    digest:  of all the rest; empty in the first certificates
    """

    schema: int
    analyzer: int
    stems: str
    stemmer: str
    created_by: str
    created: str
    format: str = FORMAT
    digest: str = ""


def issue() -> Certificate:
    """The certificate of an index built now by this program."""
    issued = Certificate(
        schema=SCHEMA_VERSION,
        analyzer=ANALYZER_VERSION,
        stems=_stems_digest(),
        stemmer=_stemmer(),
        created_by=f"dateline {_release('dateline')}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return replace(issued, digest=_digest(issued))


def write(directory: Path, certificate: Certificate) -> None:
    """Put the certificate in place in one step, so that no half of one is ever seen. Raises OSError."""
    replace_file(directory / NAME, _text(certificate))


def check(directory: Path) -> Certificate:
    """The certificate of the index in a directory, if this program may open it.

    Raises IndexMissing where there is none, IndexMismatch where it is another's, OSError where it cannot be read.
    """
    try:
        text = (directory / NAME).read_bytes()
    except FileNotFoundError as exc:
        if any(directory.glob("*.toc")):
            raise IndexMissing(f"index at {directory} lacks its certificate ({NAME}): {REPAIR}") from exc
        raise IndexMissing(f"no index at {directory}: run `dateline index PATH` to build one") from exc
    certificate = _read(directory, text)
    for subject, theirs, ours in (
        ("schema", certificate.schema, SCHEMA_VERSION),
        ("analyzer", certificate.analyzer, ANALYZER_VERSION),
    ):
        if theirs != ours:
            raise IndexMismatch(
                f"index at {directory} was built by {subject} {theirs}, this program has {subject} {ours}: {MIGRATE}"
            )
    if certificate.stemmer != _stemmer() and certificate.stems != _stems_digest():
        raise IndexMismatch(
            f"index at {directory} was built with the stems of {certificate.stemmer}, "
            f"this program has those of {_stemmer()}, which differ: {MIGRATE}"
        )
    return certificate


def is_intact(directory: Path) -> bool:
    """Whether a certificate is, byte for byte, as it was written; True for those older than its digest.

    Raises IndexMismatch where it is of another form, OSError where it cannot be read.
    """
    text = (directory / NAME).read_bytes()
    certificate = _read(directory, text)
    return not certificate.digest or (certificate.digest, _text(certificate).encode()) == (_digest(certificate), text)


def is_legible(directory: Path) -> bool:
    """Whether a certificate says what it was written to say, of whatever rules it speaks. Raises OSError."""
    try:
        return is_intact(directory)
    except IndexMismatch:
        return False


def _text(certificate: Certificate) -> str:
    return json.dumps(asdict(certificate), indent=2)


def _digest(certificate: Certificate) -> str:
    told = _text(replace(certificate, digest=""))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _read(directory: Path, text: bytes) -> Certificate:
    try:
        certificate = Certificate(**json.loads(text))
    except (ValueError, TypeError) as exc:
        raise IndexMismatch(
            f"index at {directory} has a certificate of another form ({NAME}), or a damaged one: {REPAIR}"
        ) from exc
    if certificate.format != FORMAT:
        raise IndexMismatch(f"{directory / NAME} is of a {certificate.format!r}, not of a {FORMAT!r}: {REBUILD}")
    return certificate


def _stems_digest() -> str:
    stems = [nltk_stem(word, language) for language in sorted(LANGUAGES) for word in PROBES.split()]
    return hashlib.blake2b(" ".join(stems).encode(), digest_size=8).hexdigest()


def _stemmer() -> str:
    return f"nltk {_release('nltk')}"


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of no known release"
