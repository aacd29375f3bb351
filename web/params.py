"""The parameters of a search, declared once: names, kinds and bounds for the page, the API and its description.

The query box (`q`) takes anything. The others are strict: what cannot be read is a BadParameter, never a guess. A blank
value (nothing, or only spaces) counts as not given, as an HTML form sends it. What a later feature will bring is
already a name here, taking the one value that changes nothing.
"""

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from search import Filters
from search.results import Sort
from web.errors import BadParameter
from web.limits import MAX_CURSOR, MAX_FILTER_CHARACTERS, MAX_FILTER_VALUES, MAX_PAGE, MAX_SIZE

FacetName = Literal["source", "section", "author", "agency", "lang", "year", "date", "none"]
Pairs = tuple[tuple[str, str], ...]

PLACE = re.compile("[1-9][0-9]{0,5}")  # a place in a list, as an address has it: 1 to 999,999
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_place(text: str | None, name: str) -> int | None:
    """A number from 1 as an address has it; None where it has none. Raises BadParameter."""
    if text is None:
        return None
    if not PLACE.fullmatch(text):
        message = f"{name} {text[:60]!r} cannot be read"
        raise BadParameter("bad_request", message, f"{name} takes a whole number, from 1.")
    return int(text)


def first_day(text: object) -> date:
    """The first day of a year, a month or a day. Raises ValueError."""
    year, month, day = _date_parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: object) -> date:
    """The last day of a year, a month or a day. Raises ValueError."""
    year, month, day = _date_parts(text)
    last_month = month or 12
    return date(year, last_month, day or monthrange(year, last_month)[1])


def _date_parts(text: object) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(str(text))
    if match is None:
        raise ValueError("not a date")
    year, month, day = match.groups()
    if int(year) == 0 or (month and not 1 <= int(month) <= 12):
        raise ValueError("no such month")
    return int(year), int(month) if month else None, int(day) if day else None


def whole_number(text: object) -> object:
    """The number that plain digits write; `٣`, `1e3`, ` 3` and `3.0` are refused. Raises ValueError."""
    if isinstance(text, str) and not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError("not a whole number")
    return int(text) if isinstance(text, str) else text


def plain_text(text: str) -> str:
    """The text in NFC. Raises ValueError where it has control characters or lone surrogates."""
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise ValueError("control characters")
    return unicodedata.normalize("NFC", text)


# What the validators accept, as JSON Schema says it; a fuzz test holds the two together.
_DATE_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": "^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"},
        {"type": "string", "format": "date", "pattern": "^(?!0000)"},
    ]
}
NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

Number = BeforeValidator(whole_number)
FirstDay = Annotated[date, BeforeValidator(first_day), WithJsonSchema(_DATE_SCHEMA)]
LastDay = Annotated[date, BeforeValidator(last_day), WithJsonSchema(_DATE_SCHEMA)]
Year = Annotated[int, Field(ge=1, le=9999), Number]
Value = Annotated[
    str,
    Field(max_length=MAX_FILTER_CHARACTERS, json_schema_extra={"pattern": NO_CONTROLS}),
    AfterValidator(plain_text),
]
Language = Annotated[str, Field(pattern="^[A-Za-z]{2,3}$"), AfterValidator(str.lower)]


def _values(what: str, example: str) -> Any:  # pydantic's Field gives whatever its default is
    description = f"the whole name of {what}; may be repeated: any of them"
    return Field((), max_length=MAX_FILTER_VALUES, description=description, examples=[example])


class SearchParameters(BaseModel):
    """What a search address may say. Each description is also the hint of its error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str = Field("", description="a query in the language of the query box; empty finds everything")
    published_from: FirstDay | None = Field(
        None, alias="from", description="the earliest day: 2017, 2017-10 or 2017-10-26, included", examples=["2017-10"]
    )
    published_to: LastDay | None = Field(
        None, alias="to", description="the latest day: 2017, 2017-10 or 2017-10-26, included", examples=["2017-10-26"]
    )
    source: tuple[Value, ...] = _values("an outlet", "The Harbor Courier")
    section: tuple[Value, ...] = _values("a section", "World")
    author: tuple[Value, ...] = _values("an author", "Ada Marsh")
    agency: tuple[Value, ...] = _values("a wire service", "Reuters")
    place: tuple[Value, ...] = _values("the place in the dateline", "Baghdad")
    tag: tuple[Value, ...] = _values("a tag", "elections")
    year: tuple[Year, ...] = Field(
        (), max_length=MAX_FILTER_VALUES, description="a year of publication, 1 to 9999; may be repeated: any of them"
    )
    lang: tuple[Language, ...] = Field(
        (), max_length=MAX_FILTER_VALUES, description="a language as en or de (ISO 639-1); may be repeated: any of them"
    )
    sort: Sort = Field("relevance", description="relevance, newest or oldest")
    page: Annotated[int, Field(ge=1, le=MAX_PAGE), Number] = Field(
        1, description=f"a page number, 1 to {MAX_PAGE:,}; one past the end is empty"
    )
    size: Annotated[int, Field(ge=1, le=MAX_SIZE), Number] | None = Field(
        None, description=f"how many hits a page shows, 1 to {MAX_SIZE}; where not given, the server decides"
    )
    cursor: Annotated[str, Field(max_length=MAX_CURSOR)] = Field(
        "", description="the cursor of an answer, to go on behind its last hit instead of by page number"
    )
    facet: tuple[FacetName, ...] = Field(
        (),
        max_length=8,
        description="source, section, author, agency, lang, year, date (the histogram) or none: what to count; "
        "may be repeated; where not given, everything",
    )
    group: Literal["story", "off"] = Field(
        "story", description="story (copies of one text are listed once) or off (every article is listed by itself)"
    )
    diversity: Literal["on", "off"] = Field(
        "on", description="on (at most two results of one outlet among the first ten) or off (as they were ranked)"
    )
    versions: Literal["current", "all"] = Field(
        "current", description="current (the newest text of each article) or all (its earlier texts too)"
    )
    recency: Literal["on", "off"] = Field(
        "on", description="on (of articles about as relevant the newer come first) or off (age does not count)"
    )
    expand: Literal["true", "false"] = Field(
        "false", description="true (each story lists its copies, the first ten in order of publication) or false"
    )
    explain: Literal["true", "false"] = Field(
        "false", description="true (each hit says how its score is made up) or false"
    )

    def filters(self) -> Filters:
        """What narrows the search from outside the query box."""
        return Filters(
            source=self.source,
            section=self.section,
            author=self.author,
            agency=self.agency,
            place=self.place,
            tag=self.tag,
            language=self.lang,
            year=self.year,
            published_from=self.published_from,
            published_to=self.published_to,
        )


def _by_name() -> dict[str, bool]:
    """Each parameter's name in an address, and whether it may be repeated."""
    fields = SearchParameters.model_fields
    return {field.alias or name: field.default == () for name, field in fields.items()}


PARAMETERS = _by_name()
_HINTS = {field.alias or name: field.description or "" for name, field in SearchParameters.model_fields.items()}
# How often a parameter may be repeated.
_MOST = {
    name: int(schema["maxItems"])
    for name, schema in SearchParameters.model_json_schema()["properties"].items()
    if "maxItems" in schema
}
_CODES = {"from": "invalid_date", "to": "invalid_date"}


def read_parameters(pairs: Iterable[tuple[str, str]], *, unknown: Literal["ignore", "refuse"]) -> SearchParameters:
    """Read the parameters of an address, in its order. Raises BadParameter for the first that cannot be read."""
    pairs = tuple(pairs)
    for name, count in Counter(name for name, _ in pairs).items():
        # Blank ones count here: the bound is on what is sent.
        if count > _MOST.get(name, count):
            raise _too_many(name, count)
    given: dict[str, list[str]] = {}
    for name, value in known(pairs, unknown=unknown):
        given.setdefault(name, []).append(value)
    for name, values in given.items():
        if not PARAMETERS[name] and len(values) > 1:
            raise BadParameter("repeated_parameter", f"{name} is given {len(values)} times", f"Give {name} once.")
    try:
        read = SearchParameters.model_validate({n: tuple(v) if PARAMETERS[n] else v[0] for n, v in given.items()})
    except ValidationError as exc:
        raise _refusal(exc, given) from exc
    if read.published_from and read.published_to and read.published_from > read.published_to:
        message = f"from {given['from'][0]} is later than to {given['to'][0]}"
        raise BadParameter("invalid_date", message, "Give the earlier date as from, the later one as to.")
    return read


def known(pairs: Iterable[tuple[str, str]], *, unknown: Literal["ignore", "refuse"] = "ignore") -> Pairs:
    """The pairs that say something: known names, with a value. Raises BadParameter for others if told to."""
    kept = []
    for name, value in pairs:
        if name in PARAMETERS:
            kept += [(name, value)] if value.strip(" ") else []
        elif unknown == "refuse":
            message = f"there is no parameter {name[:60]!r}"
            raise BadParameter("unknown_parameter", message, f"Known: {', '.join(PARAMETERS)}.")
    return tuple(kept)


def _refusal(error: ValidationError, given: dict[str, list[str]]) -> BadParameter:
    """The first thing pydantic found wrong, in our words."""
    where = error.errors(include_url=False, include_context=False)[0]["loc"]
    name = str(where[0])
    place = where[1] if len(where) > 1 and isinstance(where[1], int) else None
    message = f"{name} {given[name][place or 0][:60]!r} cannot be read"
    return BadParameter(_CODES.get(name, f"invalid_{name}"), message, f"{name} takes {_HINTS[name]}.")


def _too_many(name: str, count: int) -> BadParameter:
    hint = f"{name} takes {_HINTS[name]}; {_MOST[name]} times at most."
    return BadParameter(f"invalid_{name}", f"{name} is given {count} times, which is too many", hint)
