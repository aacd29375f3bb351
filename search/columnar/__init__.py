"""The searching port over columnar segments, by the compiled loops of `search.kernels`.

`snapshot.py` holds a commit; `shelf.py` one of its segments; `matching.py` turns a query into the set of its documents,
`plan.py` into the leaves that score them; `searcher.py` answers. What no loop knows runs through the nodes that serve
any Whoosh index, over the windows of `window.py`; both ways give the same answers.
"""
