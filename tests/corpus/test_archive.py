import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from functools import reduce

import pytest
import zstandard

from corpus import Article, Failure, read_articles

PAGE = b"<html><title>Storm nears</title><body><p>The harbor stays closed until the storm has passed.</p></body></html>"
COMPRESSIONS = {
    "gz": gzip.compress,
    "bz2": lambda data: bz2.compress(data, 1),  # small blocks, of which half a file still has some
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_content_size=False).compress,
}


def story(name):
    return f"Storm in {name}\n\nThe harbor of {name} stays closed until the storm has passed.".encode()


def zipped(members, prepare=lambda info: None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            prepare(info)
            archive.writestr(info, content)
    return data.getvalue()


def tarred(members, prepare=lambda info: None):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            prepare(info)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def read(tmp_path, content, name="a.bin"):
    (tmp_path / name).write_bytes(content)
    return list(read_articles(tmp_path / name))


def titles(found):
    return [item.title if isinstance(item, Article) else item.item for item in found]


PACKERS = {"zip": zipped, "tar": tarred} | {
    f"tar.{suffix}": (lambda members, pack=pack: pack(tarred(members))) for suffix, pack in COMPRESSIONS.items()
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_every_member_is_read_and_its_path_leads_into_the_archive(tmp_path, pack):
    found = read(tmp_path, pack({"a/1.html": PAGE, "a/2.txt": story("Elm")}))
    assert titles(found) == ["Storm nears", "Storm in Elm"]
    assert found[1].paths == (f"{tmp_path}/a.bin!/a/2.txt",)


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_compressed_file_is_read_as_itself(tmp_path, suffix):
    [article] = read(tmp_path, COMPRESSIONS[suffix](story("Elm")), f"a.txt.{suffix}")
    assert (article.title, article.paths) == ("Storm in Elm", (f"{tmp_path}/a.txt.{suffix}",))


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_streams_end_to_end_are_one_file(tmp_path, suffix):
    pack = COMPRESSIONS[suffix]
    found = read(tmp_path, pack(b'{"title": "A"}\n') + pack(b'{"title": "B"}\n'))
    assert titles(found) == ["A", "B"]


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_of_data_that_is_cut_short_the_beginning_is_read(tmp_path, suffix):
    rows = b"".join(b'{"title": "T%d", "body": "%032x"}\n' % (n, n * 0x9E3779B97F4A7C15) for n in range(9_000))
    pack = zstandard.ZstdCompressor().compress if suffix == "zst" else COMPRESSIONS[suffix]
    packed = pack(rows)
    found = read(tmp_path, packed[: len(packed) // 2])
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], Failure)


def test_archives_lie_in_archives(tmp_path):
    inner = zipped({"x.html.gz": gzip.compress(PAGE)})
    [article] = read(tmp_path, gzip.compress(tarred({"one.zip": inner})))
    assert article.paths == (f"{tmp_path}/a.bin!/one.zip!/x.html.gz",)


def test_a_packed_zip_is_copied_to_find_its_directory(tmp_path):
    assert titles(read(tmp_path, gzip.compress(zipped({"a.html": PAGE})))) == ["Storm nears"]


def test_one_record_id_in_two_members_is_two_articles(tmp_path):
    found = read(tmp_path, zipped({"a.json": b'{"id": 1, "title": "A"}', "b.json": b'{"id": 1, "title": "B"}'}))
    assert len({article.id for article in found}) == 2


def test_a_failing_item_of_a_member_names_both(tmp_path):
    [_, failure] = read(tmp_path, zipped({"a.jsonl": b'{"title": "A"}\n{"title": \n'}))
    assert (failure.path, failure.item) == (str(tmp_path / "a.bin"), "a.jsonl, line 2")


def test_a_bad_member_stops_only_itself(tmp_path):
    members = {
        "a.txt": story("Elm"),
        "b.json": b'{"title": ',
        "c.jpg": b"\xff\xd8\xff" + bytes(99),
        "d.txt": story("Oak"),
    }
    assert titles(read(tmp_path, zipped(members))) == ["Storm in Elm", "b.json", "c.jpg", "Storm in Oak"]


def test_a_damaged_member_stops_only_itself(tmp_path):
    packed = bytearray(zipped({"a.txt": story("Elm"), "b.txt": story("Oak")}))
    at = packed.index(b"a.txt") + 8
    packed[at : at + 20] = bytes(20)
    assert titles(read(tmp_path, bytes(packed))) == ["a.txt", "Storm in Oak"]


NAMES_THAT_LEAD_OUT = ["/etc/news.txt", "../news.txt", "a/../../news.txt", "C:\\news.txt", "..\\news.txt"]


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
@pytest.mark.parametrize("name", NAMES_THAT_LEAD_OUT)
def test_a_member_whose_name_leads_out_is_skipped(tmp_path, pack, name):
    failure, article = read(tmp_path, pack({name: story("Elm"), "b.txt": story("Oak")}))
    assert (failure.kind, failure.item) == ("skipped", name)
    assert article.title == "Storm in Oak"


@pytest.mark.parametrize("name", [".hidden", "a/.git/config.txt", "__MACOSX/a.txt"])
def test_a_hidden_member_is_skipped(tmp_path, name):
    failure, _ = read(tmp_path, zipped({name: story("Elm"), "b.txt": story("Oak")}))
    assert (failure.kind, failure.item) == ("skipped", name)


TAR_KINDS = {
    "symbolic link": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "device": tarfile.CHRTYPE,
    "pipe": tarfile.FIFOTYPE,
}


@pytest.mark.parametrize("kind", TAR_KINDS.values(), ids=TAR_KINDS)
def test_a_tar_member_that_is_no_file_is_skipped(tmp_path, kind):
    def prepare(info):
        info.type, info.linkname, info.size = kind, "/etc/passwd", 0

    [failure] = read(tmp_path, tarred({"a.txt": b""}, prepare))
    assert (failure.kind, failure.item) == ("skipped", "a.txt")


def test_a_link_in_a_zip_is_skipped(tmp_path):
    def prepare(info):
        info.create_system, info.external_attr = 3, 0o120777 << 16

    [failure] = read(tmp_path, zipped({"a.txt": b"/etc/passwd"}, prepare))
    assert failure.kind == "skipped"


def encrypted(names, members):
    """Mark members as encrypted, in their own headers and in the directory."""
    packed = bytearray(zipped(members))
    for signature, flags, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = packed.find(signature)
        while at >= 0:
            if any(packed[at + name_at :].startswith(name.encode()) for name in names):
                packed[at + flags] |= 1
            at = packed.find(signature, at + 4)
    return bytes(packed)


def test_an_encrypted_archive_is_a_failure_that_says_so(tmp_path):
    [failure] = read(tmp_path, encrypted(["a.txt", "b.txt"], {"a.txt": story("Elm"), "b.txt": story("Oak")}))
    assert (failure.kind, failure.item) == ("failed", None)
    assert "encrypted" in failure.reason


def test_an_encrypted_member_stops_only_itself(tmp_path):
    found = read(tmp_path, encrypted(["a.txt"], {"a.txt": story("Elm"), "b.txt": story("Oak")}))
    assert titles(found) == ["a.txt", "Storm in Oak"]


def test_a_member_beyond_the_bound_is_a_failure_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.archive.MAX_MEMBER_BYTES", 1_000)
    assert titles(read(tmp_path, zipped({"a.txt": story("Elm") * 20, "b.txt": story("Oak")}))) == [
        "a.txt",
        "Storm in Oak",
    ]


def test_a_bomb_in_an_archive_is_cut_off_and_what_came_before_is_kept(tmp_path):
    *found, failure = read(tmp_path, zipped({"a.txt": story("Elm"), "b.txt": b"a" * 30_000_000}))
    assert titles(found) == ["Storm in Elm"]
    assert "times its size" in failure.reason


def test_bombs_in_bombs_share_one_budget(tmp_path):
    bomb = gzip.compress(zipped({f"{n}.txt": b"a" * 6_000_000 for n in range(9)}))
    found = read(tmp_path, zipped({f"{n}.zip.gz": bomb for n in range(3)}))
    assert len([item for item in found if isinstance(item, Article)]) <= 2
    assert "times its size" in found[-1].reason


def test_nesting_has_an_end(tmp_path):
    [failure] = read(tmp_path, reduce(lambda content, _: zipped({"a.zip": content}), range(9), PAGE))
    assert "times over" in failure.reason


def test_gzip_in_gzip_has_an_end(tmp_path):
    [failure] = read(tmp_path, reduce(lambda content, _: gzip.compress(content), range(9), PAGE))
    assert failure.item is None


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_a_document_that_is_a_zip_inside_is_skipped_as_a_whole(tmp_path, name):
    [failure] = read(tmp_path, zipped({name: b"x", "word/document.xml": b"<w/>"}), "a.docx")
    assert (failure.kind, failure.item) == ("skipped", None)


def test_a_name_in_unmarked_utf8_is_shown_as_it_was_meant(tmp_path):
    packed = zipped({"Müller.txt": story("Elm")})
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = packed.index(signature) + flags
        packed = packed[:at] + struct.pack("<H", 0) + packed[at + 2 :]
    [article] = read(tmp_path, packed)
    assert article.paths[0].endswith("!/Müller.txt")


def test_a_truncated_tar_gives_what_is_whole(tmp_path):
    found = read(tmp_path, tarred({"a.txt": story("Elm"), "b.txt": story("Oak") * 100})[:2000])
    assert titles(found) == ["Storm in Elm", None]
    assert "damaged" in found[-1].reason


def test_an_old_tar_without_a_mark_is_told_by_its_checksum(tmp_path):
    header = bytearray(tarred({"a.txt": story("Elm")}))
    header[257:265] = bytes(8)
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:512]) + 8 * 32)
    assert titles(read(tmp_path, bytes(header))) == ["Storm in Elm"]
