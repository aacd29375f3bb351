"""Recognizes the commit in a Whoosh index's directory from its names and times alone, a few microseconds' work."""

import os
import re

from index import IndexUnavailable

# Whoosh publishes a commit by renaming its table of contents into place under this name.
_CONTENTS = re.compile(r"_MAIN_\d+\.toc")


def fingerprint(location: str) -> str:
    """What tells this commit from any other in the directory, a rebuilt one of the same number too; "" for none.

    Raises IndexUnavailable where the directory cannot be listed.
    """
    try:
        with os.scandir(location) as entries:
            seen = [(e.name, e.stat()) for e in entries if _CONTENTS.fullmatch(e.name)]
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as exc:
        raise IndexUnavailable(f"index at {location} cannot be listed: {exc.strerror}; check its permissions") from exc
    return " ".join(sorted(f"{name}:{stat.st_mtime_ns}:{stat.st_ino}" for name, stat in seen))
