"""Everything that can go wrong around an index, drawn as a tree.

    DatelineIndexError                 base, never raised itself
    ├── BadAddress                     the reader's: no such engine, or an address with no meaning   (400)
    ├── RefusedBuild                   the reader's: a run that would remove more than it should     (400)
    ├── IndexMissing                   the reader's: nothing there yet                               (503)
    ├── IndexMismatch                  the reader's: another schema, analyzer or format              (503)
    ├── IndexBusy                      the world's: another process writes; try again                (503)
    ├── IndexUnavailable               the world's: disk full, permission, vanished volume           (503)
    └── IndexCorrupt                   ours: the files contradict each other                         (500)

Engine and operating system exceptions are translated in the adapter, `raise … from exc`.
"""


class DatelineIndexError(Exception):
    """Base of the tree; its message says what happened, with the value, and what to do."""


class BadAddress(DatelineIndexError):
    """The address names no engine, or means nothing to it."""


class RefusedBuild(DatelineIndexError):
    """The run would remove more than half of what stands below a path; `--prune` allows it."""


class IndexMissing(DatelineIndexError):
    """There is no index at the address yet."""


class IndexMismatch(DatelineIndexError):
    """The index was built under another schema, analyzer or format."""


class IndexBusy(DatelineIndexError):
    """Another process holds the writer's lock."""


class IndexUnavailable(DatelineIndexError):
    """The disk, a permission or the machine stands in the way; the last commit is intact."""


class IndexCorrupt(DatelineIndexError):
    """The index's files contradict each other."""
