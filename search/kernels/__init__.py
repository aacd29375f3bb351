"""Compiled loops over the arrays of a segment: which documents match, how many, and the best of them.

A query reaches them as leaves (`leaves.py`) and as the set of documents that may be shown (`bits.py`). The best are
found window by window (`top.py`): no document of a window is looked at where none of it could enter the top. Scores are
summed in double precision in the order of the clauses, exactly as `search.whoosh_nodes` sums them.
"""
