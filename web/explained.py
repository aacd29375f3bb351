"""Why a hit has its score, as the page and the terminal say it: each number in words, and what it is made of."""

from dataclasses import dataclass

from search import Explanation
from search.explanation import Joined

JOINED: dict[Joined, str] = {"sum": "the sum of:", "product": "the product of:", "saturation": "with f:"}


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a score.

    value: to six digits
    says:  what it is; where it is made of `parts`, how
    """

    value: str
    says: str
    parts: tuple["Part", ...] = ()


def explained(explanation: Explanation) -> Part:
    """An explanation as it is shown."""
    how = f", {JOINED[explanation.joined]}" if explanation.joined else ""
    return Part(f"{explanation.value:.6g}", explanation.says + how, tuple(map(explained, explanation.parts)))
