"""Everything that can go wrong while searching, beside the errors of an index (`index/errors.py`), drawn as a tree.

    SearchError                  base, never raised itself
    ├── BadCursor                the reader's: a cursor that is none, or of another search       (400)
    ├── BadEvaluation            the reader's: topics, judgements or a run that cannot be read (command line only)
    ├── BadSynonyms              the reader's: a file of synonyms that cannot be read      (when a server starts)
    ├── EvaluatorMissing         the reader's: the extra `evaluate` is not installed           (command line only)
    └── SearcherClosed           ours: a searcher was used after it was closed   (500)

A reader's words are never an error: the parser repairs them and says so. A deadline is none either: the page says
`timed_out`. What is wrong with an index itself (IndexMissing, IndexMismatch, IndexUnavailable, IndexCorrupt) keeps its
class on the way through a searcher.
"""


class SearchError(Exception):
    """Base of the tree; its message says what happened, with the value, and what to do."""


class SearcherClosed(SearchError):
    """The searcher was closed, and its snapshot with it; open another."""


class BadCursor(SearchError):
    """A cursor cannot be read, or was given out for another search."""


class BadEvaluation(SearchError):
    """A file of topics, judgements or ranks cannot be read, or they have no topic in common."""


class BadSynonyms(SearchError):
    """A file of synonyms cannot be read, or a line of it is none."""


class EvaluatorMissing(SearchError):
    """Measuring relevance needs the optional extra `evaluate`."""
