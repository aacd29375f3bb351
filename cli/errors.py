"""The one place where an error of any package becomes a line for people.

    CommandError                       base, never raised itself: what only the command line knows
    └── NothingToIndex                 the paths held no news

The packages' messages already say what happened and what to do. Anything that stands in no tree is ours.
"""

from corpus.errors import CorpusError
from index import DatelineIndexError
from search.errors import SearchError
from web import BadSetting, CannotListen
from web.errors import BadParameter


class CommandError(Exception):
    """Base of the tree; its message says what happened, with the value, and what to do."""


class NothingToIndex(CommandError):
    """The paths that were named held no news."""


TREES = (CommandError, CorpusError, DatelineIndexError, SearchError, BadSetting, CannotListen)


def explain(error: Exception) -> str:
    """What happened, and what to do."""
    match error:
        case BadParameter():
            return f"--{error.message} ({error.hint.rstrip('.')})"
        case _ if isinstance(error, TREES):
            return str(error)
        case _:
            return (
                f"this should not have happened: {type(error).__name__}: {error}; "
                "run it again as `dateline --debug …` and report what it prints"
            )
