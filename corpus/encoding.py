"""Bytes to text: byte order mark, UTF-16 without one, valid UTF-8, what the page declares, then a guess.

Valid UTF-8 comes before the declaration, since no text in another encoding is valid UTF-8 by chance, while many pages
declare an encoding they are not in. Labels mean what browsers take them to mean: `iso-8859-1` is Windows-1252.
"""

import codecs
import re

from charset_normalizer import from_bytes

_GUESSED_BYTES = 32_768
_NOT_ASCII = bytes(range(128, 256))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
_AS_BROWSERS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip
# Encodings in which plain bytes mean other characters: a page that declares one and is not in it hides its markup.
_REFUSED = {"utf-7", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz", "iso2022_kr", "idna", "punycode"}
_REFUSED |= {
    "rot13",
    "base64",
    "hex",
    "quopri",
    "uu",
    "zlib",
    "bz2",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
}


def decode(data: bytes, named: str = "") -> str:
    """Give the text of a page, a feed or a file; never fails, a byte that means nothing is U+FFFD.

    named: the encoding that a server or a mail named for it, if any; believed before what the text itself declares

    >>> decode("“café”".encode("cp1252"))
    '“café”'
    """
    encoding, start = encoding_of(data, named)
    return data[start:].decode(encoding, "replace")


def encoding_of(data: bytes, named: str = "") -> tuple[str, int]:
    """Give the encoding of the beginning of a text and how many bytes of mark precede it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    if wide := wide_encoding(data):
        return wide, 0
    declared = _fitting(data, named) or _declared(data)
    # ISO-2022-JP is all ASCII bytes, and so always valid UTF-8.
    if _is_utf8(data) and not (declared and declared.startswith("iso2022_jp") and b"\x1b" in data):
        return "utf-8", 0
    return declared or _guessed(data), 0


def wide_encoding(data: bytes) -> str | None:
    """Give `utf-16-le` or `utf-16-be` where every other byte of the beginning is mostly zero, else None."""
    sample = data[:1024]
    sample = sample[: len(sample) // 2 * 2]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd * 10 > half * 6 and even * 10 < half:
        return "utf-16-le"
    if even * 10 > half * 6 and odd * 10 < half:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, but for a character cut off at the end or one damaged for every twenty whole ones."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return True
        text = data.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        whole = len(text) - damaged - len(data.translate(None, _NOT_ASCII))
        return damaged * 20 < whole
    return True


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, 4096)
    return _known((found[1] or found[2]).decode("ascii", "ignore")) if found else None


def _fitting(data: bytes, named: str) -> str | None:
    """Give the encoding named from outside where the text is whole in it: servers name one for all their pages."""
    known = _known(named)
    try:
        return known if known and data.decode(known) else None
    except (LookupError, ValueError):
        return None


def _known(label: str) -> str | None:
    """Give the encoding that browsers take a label for; None for one unknown or refused."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _AS_BROWSERS.get(name, name)
    return None if name in _REFUSED else name


def _guessed(data: bytes) -> str:
    first = next((at for at, byte in enumerate(data) if byte > 127), 0)
    start = max(0, first - 1024)
    best = from_bytes(data[start : start + _GUESSED_BYTES]).best()
    return _AS_BROWSERS.get(best.encoding, best.encoding) if best else "cp1252"
