"""ZIP and tar archives: each member as a content of its own, or the reason to leave it out.

Nothing is ever written where a member's name says; names are only shown. Members are copied, within a bound, to memory
or a nameless temporary file, so that a reader may rewind them and an archive may lie in an archive.
"""

import io
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, BinaryIO, Literal, cast

from corpus.article import Failure
from corpus.content import Content
from corpus.errors import Unreadable

MAX_MEMBER_BYTES = 100_000_000
MAX_MEMBERS = 1_000_000
_IN_MEMORY = 8_000_000
_CHUNK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
_DOCUMENTS = {
    "[content_types].xml": "an Office document", "meta-inf/manifest.mf": "a program",
    "androidmanifest.xml": "a program", "mimetype": "a document or a book",
}  # fmt: skip
_WEB_ARCHIVE_INDEX = "datapackage.json"  # of a WACZ: its stories are below archive/, the rest only speaks of them
_REMEDY = "pack it again; the other members are read"


def is_tar(head: bytes) -> bool:
    """Whether the bytes begin with a tar header, told by its checksum."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def zip_members(content: Content) -> Iterator[Content | Failure]:
    """Give the members of a ZIP archive in their order; raises Unreadable for one that cannot be opened at all."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        stream = _seekable(content, cast(BinaryIO, copy))
        try:
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise Unreadable(f"the ZIP archive is damaged: {error}", "fetch or pack it again") from error
        with archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_archive(members)
            for member in _of_web_archive(members):
                yield from _zip_member(content, archive, member)


def tar_members(content: Content) -> Iterator[Content | Failure]:
    """Give the members of a tar archive in their order; raises Unreadable where it is damaged, after what is whole."""
    try:
        with tarfile.open(fileobj=content.stream, mode="r|", errors="surrogateescape") as archive:
            for number, member in enumerate(archive, start=1):
                if number > MAX_MEMBERS:
                    raise _too_many()
                if not member.isdir():
                    yield from _tar_member(content, archive, member)
    except (tarfile.TarError, EOFError, ValueError) as error:
        reason = f"the tar archive is damaged: {error}"
        raise Unreadable(reason, "fetch or pack it again; what came before is read") from error


def _zip_member(content: Content, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Content | Failure]:
    name = _zip_name(member)
    mode = member.external_attr >> 16
    special = stat.S_IFMT(mode) not in (0, stat.S_IFREG)
    if refused := _refused(content, name, special=special, size=member.file_size):
        yield refused
    elif member.flag_bits & _ENCRYPTED:
        yield _failure(content, name, "encrypted", "unpack it with its password")
    else:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            try:
                with archive.open(member) as packed:
                    _copy(packed, cast(BinaryIO, copy), content)
            except _DAMAGE as error:
                yield _failure(content, name, f"damaged in the archive: {str(error)[:200]}", _REMEDY)
                return
            yield from _opened(content, name, cast(BinaryIO, copy))


def _tar_member(content: Content, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Content | Failure]:
    special = not member.isreg() or member.issparse()
    if refused := _refused(content, member.name, special=special, size=member.size):
        yield refused
        return
    packed = archive.extractfile(member)
    if packed is not None:
        with closing(packed), tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            _copy(packed, cast(BinaryIO, copy), None)
            yield from _opened(content, member.name, cast(BinaryIO, copy))


def _opened(content: Content, name: str, copy: BinaryIO) -> Iterator[Content | Failure]:
    copy.seek(0)
    try:
        yield content.inside(name, copy)
    except Unreadable as error:
        yield _failure(content, name, error.reason, error.remedy, error.kind)


def _copy(packed: IO[bytes], copy: BinaryIO, spending: Content | None) -> None:
    """Copy a member of a size that was checked; what a ZIP header claims is not believed, `packed` stops there."""
    while data := packed.read(_CHUNK):
        if spending:
            spending.budget.spend(len(data))
        copy.write(data)


def _refused(content: Content, name: str, *, special: bool, size: int) -> Failure | None:
    """Give the reason to leave a member out, None where there is none."""
    parts = name.replace("\\", "/").split("/")
    if special:
        reason, remedy = "a link, a device or a file with holes", "unpack the archive to read what it points to"
    elif parts[0] == "" or _DRIVE.match(name) or ".." in parts:
        reason, remedy = "its name leads out of the archive", "nothing to do; such a member is never read"
    elif any(part.startswith(".") and part != "." for part in parts) or parts[0] == "__MACOSX":
        reason, remedy = "hidden, its name begins with a dot", "unpack the archive and name it outright to read it"
    elif size > MAX_MEMBER_BYTES:
        limit = f"{MAX_MEMBER_BYTES // 1_000_000} MB"
        return _failure(content, name, f"larger than {limit}, the most a member may have", "unpack the archive")
    else:
        return None
    return _failure(content, name, reason, remedy, "skipped")


def _failure(
    content: Content, name: str, reason: str, remedy: str, kind: Literal["skipped", "failed"] = "failed"
) -> Failure:
    item = f"{content.member}!/{name}" if content.member else name
    return Failure(path=content.path, item=item, reason=reason, remedy=remedy, kind=kind)


def _seekable(content: Content, copy: BinaryIO) -> BinaryIO:
    """Give the stream of an archive, whose directory is at the end; copied where it comes out of a compression."""
    try:
        content.stream.seek(0, io.SEEK_END)
    except io.UnsupportedOperation:
        while data := content.stream.read(_CHUNK):
            copy.write(data)
            if copy.tell() > MAX_MEMBER_BYTES:
                limit = f"{MAX_MEMBER_BYTES // 1_000_000} MB"
                raise Unreadable(f"a packed archive of more than {limit}", "unpack its outer layer") from None
        return copy
    return content.stream


def _refuse_archive(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _too_many()
    for member in members:
        if what := _DOCUMENTS.get(member.filename.lower()):
            raise Unreadable(f"{what}, not a format that is read", "convert it to HTML or plain text", "skipped")
    if members and all(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("an encrypted archive", "unpack it with its password")


def _of_web_archive(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if not any(member.filename == _WEB_ARCHIVE_INDEX for member in members):
        return members
    return [member for member in members if member.filename.startswith("archive/")] or members


def _zip_name(member: zipfile.ZipInfo) -> str:
    """Give the name as its packer meant it: most write UTF-8 without the mark that says so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _too_many() -> Unreadable:
    return Unreadable(f"an archive of more than {MAX_MEMBERS:,} members", "unpack it first")
