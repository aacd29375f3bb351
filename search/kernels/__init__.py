"""Compiled loops over the arrays of a segment: which documents match, how many, and the best of them.

A list is kept as the shares of a score that its documents can get from it (`shares.py`), and one call answers a whole
query over a segment (`answers.py`): by what the shares add up to, only the few documents that may be among the best are
scored. Scores are summed in double precision in the order of the clauses, exactly as `search.whoosh_nodes` sums them.
"""
