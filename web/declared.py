"""How an answer of the endpoint is declared: the words that `web.answers` and `web.article_answers` share."""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Count = Annotated[int, Field(json_schema_extra={"minimum": 0})]
# The sentence below a key is its description.
described = with_config(ConfigDict(use_attribute_docstrings=True))
