"""Speed beside other engines, on the same articles and queries. Not installed; `python -m bench`."""
