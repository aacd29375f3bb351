"""What templates write is what Jinja's own escaping would have written."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from web.escaping import escaped, written
from web.templating import Templates


@given(st.text("a&<>'\"é;#"))
def test_a_text_is_escaped_as_markupsafe_does(text: str) -> None:
    assert escaped(text) == str(escape(text))


@pytest.mark.parametrize("value", ["<b>", Markup("<b>"), 7, 1.5, None, ("<", "b")], ids=str)
def test_a_value_is_written_as_markupsafe_does(value: object) -> None:
    assert written(value) == str(escape(value))


def rendered(source: str, **values: object) -> str:
    app = Flask(__name__)
    app.jinja_environment = Templates
    with app.app_context():
        return app.jinja_env.from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ text }}", "&lt;i&gt;"),
        ("{{ text|safe }}", "<i>"),
        ("{% macro twice(of) %}{{ of }}{{ of }}{% endmacro %}{{ twice(text) }}", "&lt;i&gt;" * 2),
        ("{% for each in [text] %}{{ loop.index }}{{ each }}{% endfor %}", "1&lt;i&gt;"),
        ("{{ '<' }}{{ text.upper() }}", "&lt;&lt;I&gt;"),
    ],
)
def test_only_what_is_marked_as_safe_stays_as_it_is(source: str, text: str) -> None:
    assert rendered(source, text="<i>") == text


def test_an_attribute_that_is_missing_is_an_error() -> None:
    with pytest.raises(AttributeError):
        rendered("{{ text.missing }}", text="")
