"""Writes a folder of files made to hang, exhaust, mislead or break out of a reader of news."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
import zlib
from pathlib import Path

import zstandard

STORY = b"Storm nears\n\nThe harbor stays closed until the storm has passed, the mayor said on Monday.\n"
PAGE = b"<html><title>Storm nears</title><p>The harbor stays closed until the storm has passed.</p></html>"
LAUGHS = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">'.replace("&e0;", "lol") for n in range(9))
BOMB = b"a" * 40_000_000


def write_hostile(folder: Path) -> list[Path]:
    """Write the folder, and give the paths in it."""
    for name, content in {**_pages(), **_records(), **_packed(), **_documents()}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    _unusual(folder)
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _pages() -> dict[str, str | bytes]:
    return {
        "nested-blocks.html": "<html>" + "<div>" * 100_000,
        "nested-inline.html": "<html>" + "<b>" * 300_000,
        "nested-tables.html": "<html>" + "<table><tr><td>" * 50_000,
        "many-attributes.html": "<html><p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">",
        "long-attribute.html": f'<html><p title="{"x" * 5_000_000}">',
        "comments.html": "<html>" + "<!--" * 250_000,
        "sections.html": "<html>" + "<![CDATA[" * 100_000,
        "ampersands.html": "<html>" + "&" * 1_000_000,
        "brackets.html": "<html>" + "<" * 1_000_000,
        "endless-tag.html": "<html><p " + "a" * 1_000_000,
        "unclosed-quotes.html": "<html>" + '<p a="' * 100_000,
        "quoted-tags.html": "<html><p " + '"<p" ' * 200_000,
        "references.html": "<html><p>&#xD800;&#99999999999;&#0;",
        "json-ld.html": '<html><script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "too-large.html": b"<html>" + b"a" * 50_000_000,
        "utf7.html": b'<html><meta charset="utf-7"><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>',
        "utf16.html": PAGE.decode().encode("utf-16-le"),
        "wrong-encoding.html": b'<html><meta charset="utf-8"><p>caf\xe9 \x93q\x94</p>',
        "no-encoding.html": b'<html><meta charset="bogus-99"><p>caf\xe9</p>',
        "nul.html": b"<html>\x00<p>" + b"\x00word" * 1_000,
        "script-address.html": b'<html><link rel=canonical href="javascript:alert(1)"><title>A</title>',
        "huge-year.html": b'<html><title>A</title><meta name=date content="999999999-01-01">',
    }


def _records() -> dict[str, str | bytes]:
    return {
        "deep.json": "[" * 1_000_000,
        "deep-objects.json": '{"a":' * 200_000,
        "long-number.json": '{"title": ' + "9" * 1_000_000 + "}",
        "odd-numbers.json": '{"title": 1e999, "date": NaN, "body": -Infinity}',
        "surrogates.json": '{"title": "\\ud800", "body": "\\udfff"}',
        "many-names.json": json.dumps({"title": "A", "authors": ["Ann Bell"] * 100_000}),
        "long-line.jsonl": b'{"title": "' + b"x" * 25_000_000 + b'"}\n{"title": "B"}\n',
        "broken.jsonl": '{"title": \n' * 2_000,
        "quote.csv": 'title,body\n"' + "a,b\n" * 300_000,
        "header.csv": "title," * 500_000,
        "formula.csv": "title,body\n=cmd|' /C calc'!A0,x\n",
        "words.txt": "x" * 9_000_000,
        "dateline.txt": "A" * 90 + " (" * 500_000,
        "lines.txt": "\n" * 5_000_000,
        "control.txt": "Storm\x1b[2J\x1b]0;owned\x07 nears\n\n\u202eThe harbor\u202c stays closed for long.\n",
    }


def _packed() -> dict[str, str | bytes]:
    bombs = {suffix: pack(BOMB) for suffix, pack in _COMPRESSIONS.items()}
    cut = {f"cut.txt.{suffix}": pack(STORY * 100)[:60] for suffix, pack in _COMPRESSIONS.items()}
    nest = PAGE
    for _ in range(40):
        nest = _zip({"a.zip": nest})
    return {
        **{f"bomb.txt.{suffix}": data for suffix, data in bombs.items()},
        **cut,
        "bomb.zip": _zip({"a.txt": BOMB, "b.txt": STORY}),
        "bombs.zip": _zip({f"{n}.txt.gz": bombs["gz"] for n in range(50)}),
        "nest.zip": nest,
        "many.zip": _zip({f"{n}.txt": b"" for n in range(3_000)}),
        "out.zip": _zip({"../out.txt": STORY, "/etc/out.txt": STORY, "C:\\out.txt": STORY}),
        "cut.zip": _zip({"a.txt": STORY})[:-30],
        "lying.zip": _zip({"a.txt": STORY}).replace(len(STORY).to_bytes(4, "little"), b"\xff\xff\xff\x7f"),
        "links.tar": _tar([("a.txt", tarfile.SYMTYPE, "/etc/passwd"), ("b.txt", tarfile.LNKTYPE, "../../etc/passwd")]),
        "devices.tar": _tar([("zero", tarfile.CHRTYPE, ""), ("pipe", tarfile.FIFOTYPE, "")]),
        "out.tar": _tar([("../../out.txt", tarfile.REGTYPE, ""), ("/etc/out.txt", tarfile.REGTYPE, "")]),
        "cut.tar": _tar([("a.txt", tarfile.REGTYPE, "")])[:700],
        "dictionary.xz": b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x28\x00\x00\x00" + bytes(40),
    }


def _documents() -> dict[str, str | bytes]:
    flood = zlib.compress(b"BT (a) Tj ET " * 1_000_000)
    warc = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    catalog = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2_000))
    return {
        "laughs.rss": f'<?xml version="1.0"?><!DOCTYPE rss [{LAUGHS}]><rss version="2.0"><channel><item><title>&e9;',
        "laughs.nitf": f"<!DOCTYPE nitf [{LAUGHS}]><nitf><body><body.content><p>&e9;</p></body.content></body></nitf>",
        "entity.nitf": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><title>&x;</title></nitf>',
        "deep.nitf": "<nitf>" + "<block>" * 100_000,
        "deep.rss": '<rss version="2.0"><channel><item>' + "<a>" * 100_000,
        "endless.warc": warc + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
        "nonsense.warc": b"WARC/1.0\r\n" + b"\xff" * 10_000,
        "parts.eml": b"MIME-Version: 1.0\nSubject: Storm\n" + parts,
        "headers.eml": b"MIME-Version: 1.0\nSubject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nStorm.\n",
        "senders.mbox": b"From a@b Thu Oct 26 14:03:00 2017\n" * 20_000,
        "cut.sgm": b'<REUTERS NEWID="1"><DATE>26-FEB-1987</DATE><TEXT>' * 5_000,
        "empty.pdf": b"%PDF-1.7\n%%EOF",
        "loop.pdf": catalog + b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "flood.pdf": catalog + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Filter/FlateDecode/Length "
        + b"%d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
        % (len(flood), flood),
    }


def _unusual(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "link-out.txt").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    (folder / "line\nbreak.txt").write_bytes(STORY)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_bytes(STORY)
    deep = folder / "/".join(["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_bytes(STORY)
    (folder / "empty.txt").touch()


def _zip(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _tar(members: list[tuple[str, bytes, str]]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind, target in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            info.size = len(STORY) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(STORY))
    return data.getvalue()


_COMPRESSIONS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_content_size=False).compress,
}
