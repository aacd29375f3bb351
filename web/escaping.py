"""Texts as HTML. It stands apart from the templates, for whoever writes no page, and needs no server."""

from markupsafe import Markup, escape


def written(value: object) -> str:
    """A value as it is written into a page: as `markupsafe.escape` has it."""
    if type(value) is str:
        return escaped(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else str(escape(value))


def escaped(text: str) -> str:
    r"""A text as HTML, good in an attribute's quotes, too: as `markupsafe.escape` has it.

    >>> escaped("<b title='\"'>&amp;")
    '&lt;b title=&#39;&#34;&#39;&gt;&amp;amp;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")
