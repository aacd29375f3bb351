"""A Whoosh codec of flat arrays: the fast index. Imports corpus and the rest of index."""

__all__: list[str] = []
