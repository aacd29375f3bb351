"""Small indexes as earlier formats wrote them: `python -m tests.index.frozen NAME` makes one of today's.

A frozen index is never made again; it proves that what was written then can still be carried over.
"""

from corpus import Article, Failure
from index.writer import LedgerEntry

PATH = "/news/old.jsonl"
ARTICLES = (
    Article(id="ferry", title="Ferry runs late", body="The night ferry ran late again. " * 8, language="en"),
    Article(id="haus", title="Häuser am Hafen", body="L'homme und O’Neill sahen die Häuser.", language="de", version=3),
    Article(id="nul", title="Ohne Text", body="", url="https://news.example/nul", tags=("a", "b")),
    Article(id="wang", title="北京大学", body="東京 ไทย \ud800 résumé", source="The Harbor Gazette", paths=(PATH,)),
)
ENTRY = LedgerEntry(
    path=PATH,
    size=7,
    mtime_ns=9,
    digest="00",
    ids=tuple(article.id for article in ARTICLES),
    failures=(Failure(path=PATH, reason="no text", remedy="none", kind="skipped", item="line 2"),),
)
