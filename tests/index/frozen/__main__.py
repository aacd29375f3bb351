import sys
from pathlib import Path

from index import open_writer
from tests.index.frozen import ARTICLES, ENTRY

home = Path(__file__).parent / sys.argv[1]
with open_writer(home) as writer:
    writer.upsert(ARTICLES[:2])
    writer.upsert([ARTICLES[0].__class__(id="gone", title="Gone", body="Taken back.")])
    writer.commit()
    writer.delete(["gone"])
    writer.upsert(ARTICLES[2:])
    writer.ledger.put(ENTRY)
for path in (*home.glob("*LOCK"), *home.glob("*_0.toc"), *home.glob("*.stories")):
    path.unlink()
