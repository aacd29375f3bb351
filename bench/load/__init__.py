"""Load on the served pages, beside Datasette over SQLite FTS5: `python -m bench.load`. Linux, with wrk installed."""
