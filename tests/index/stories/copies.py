"""Articles that are copies of one another, and articles that only look so: a generator, the same for the same seed.

An original is invented prose over a topic's vocabulary, with names and figures of its own. Its copies are edited as
outlets edit: another headline, paragraphs cut, moved or added, slips of the pen, a dateline, credits and calls to read
on, a text cut off after its first paragraphs. Beside them stand what must not be taken for copies: other reports of the
same topic that share its background paragraphs, and reports filled into one template: markets, weather, results.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi",
    "yo", "zu", "bra", "cle", "dri", "flo", "gru", "sta", "tre", "vin", "mor", "del",
)  # fmt: skip
COMMON = (
    "the", "of", "to", "and", "a", "in", "that", "is", "for", "on", "it", "with", "as", "was", "he", "be", "at",
    "by", "said", "from", "they", "have", "had", "its", "would", "were", "after", "which", "has", "been", "who",
    "more", "than", "their", "about", "when", "there", "other", "over", "into", "some", "could", "two", "only",
    "new", "most", "made", "then", "first", "such",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One article; those of one `origin` are copies. kind: how it came to be."""

    origin: str
    kind: str
    body: str


class Topic:
    """Words, names and background that reports of one subject share."""

    def __init__(self, dice: Random) -> None:
        self.words = [word(dice) for _ in range(60)]
        self.names = [word(dice).capitalize() for _ in range(8)]
        self.background = [paragraph(dice, self) for _ in range(2)]


def word(dice: Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.choice((2, 2, 3, 3, 4))))


def sentence(dice: Random, topic: Topic, names: list[str]) -> str:
    said: list[str] = []
    for _ in range(dice.randint(9, 26)):
        chance = dice.random()
        if chance < 0.45:
            said.append(dice.choice(COMMON))
        elif chance < 0.8:
            said.append(dice.choice(topic.words))
        elif chance < 0.88:
            said.append(dice.choice(names + topic.names[:3]))
        elif chance < 0.91:
            said.append(f"{dice.randint(2, 900):,}")
        else:
            said.append(word(dice))
    text = " ".join(said)
    return text[0].upper() + text[1:] + "."


def paragraph(dice: Random, topic: Topic, names: list[str] | None = None) -> str:
    return " ".join(sentence(dice, topic, names or topic.names) for _ in range(dice.randint(1, 3)))


def original(dice: Random, topic: Topic) -> list[str]:
    names = [word(dice).capitalize() for _ in range(5)]
    return [paragraph(dice, topic, names) for _ in range(dice.randint(3, 18))]


def dateline(dice: Random, paragraphs: list[str]) -> list[str]:
    place = word(dice)
    head = dice.choice(
        (
            f"{place.upper()}, {dice.choice(MONTHS)} {dice.randint(1, 28)} (Reuters) - ",
            f"{place.upper()} (AP) — ",
            f"{place.capitalize()} – ",
            f"By {word(dice).capitalize()} {word(dice).capitalize()}, Staff Writer\n\n",
        )
    )
    return [head + paragraphs[0], *paragraphs[1:]]


def credited(dice: Random, paragraphs: list[str]) -> list[str]:
    person = f"{word(dice).capitalize()} {word(dice).capitalize()}"
    foot = dice.choice(
        (
            f"(Reporting by {person}; Editing by {word(dice).capitalize()})",
            f"Copyright {dice.randint(2001, 2020)} {person} Media. All rights reserved.",
            f"Read more: {person} and the {word(dice)}",
            f"The Associated Press contributed to this report.\n\nSign up for our newsletter about {word(dice)}",
            f"Follow {person} on our channels\n\nRelated: {word(dice)} {word(dice)}",
        )
    )
    return [*paragraphs, foot]


def cut(dice: Random, paragraphs: list[str]) -> list[str]:
    keep = max(2, (3 * len(paragraphs) + 3) // 4)
    gone = set(dice.sample(range(1, len(paragraphs)), len(paragraphs) - keep)) if len(paragraphs) > keep else set()
    return [each for at, each in enumerate(paragraphs) if at not in gone]


def moved(dice: Random, paragraphs: list[str]) -> list[str]:
    head, rest = paragraphs[:1], paragraphs[1:]
    dice.shuffle(rest)
    return head + rest


def extended(dice: Random, paragraphs: list[str]) -> list[str]:
    own = Topic(dice)
    return paragraphs + [paragraph(dice, own) for _ in range(max(1, len(paragraphs) // 3))]


def mistyped(dice: Random, paragraphs: list[str]) -> list[str]:
    def slipped(text: str) -> str:
        words = text.split(" ")
        for _ in range(max(1, len(words) // 60)):
            at = dice.randrange(len(words))
            if words[at].isalpha() and len(words[at]) > 3:
                place = dice.randrange(1, len(words[at]) - 1)
                words[at] = words[at][:place] + words[at][place + 1 :]
        return " ".join(words)

    return [slipped(each) for each in paragraphs]


def shortened(dice: Random, paragraphs: list[str]) -> list[str]:
    kept: list[str] = []
    while sum(len(each.split()) for each in kept) < 55 and len(kept) < len(paragraphs):
        kept.append(paragraphs[len(kept)])
    return [*kept[:-1], kept[-1] + dice.choice((" ...", "", " Read more", " […]"))]


def teaser(dice: Random, paragraphs: list[str]) -> list[str]:
    text = " ".join(paragraphs)
    return [text[: dice.randint(230, 300)] + "…"]


def led_anew(dice: Random, paragraphs: list[str]) -> list[str]:
    return [sentence(dice, Topic(dice), [word(dice).capitalize()]), *paragraphs]


EDITS: dict[str, tuple[Callable[[Random, list[str]], list[str]], ...]] = {
    "same": (),
    "dateline": (dateline,),
    "credits": (credited,),
    "dateline and credits": (dateline, credited),
    "paragraphs cut": (cut, credited),
    "paragraphs moved": (moved,),
    "paragraphs added": (extended, dateline),
    "slips": (mistyped,),
    "slips, credits, cut": (mistyped, cut, dateline, credited),
    "shortened": (shortened,),
    "shortened, dateline": (shortened, dateline),
    "teaser": (teaser,),
    "new lead": (led_anew, credited),
}


class Filling(dict[str, str]):
    """What fills a template: {few}, {many} and {tens} are figures, another one each time."""

    def __init__(self, dice: Random, place: str, day: str) -> None:
        super().__init__(place=place, day=day, company=f"{place} {word(dice).capitalize()} Corp")
        self.dice = dice
        self["town"] = word(dice).capitalize()

    def __missing__(self, name: str) -> str:
        low, high = {"few": (2, 40), "tens": (10, 99), "many": (100, 9000)}[name]
        return f"{self.dice.randint(low, high):,}"


FILLED = {
    "markets": """\
{place} stocks moved {many} points on {day} as investors weighed results, traders said.
The benchmark index closed at {many}.{tens}, against {many} before.
Volume was {many} million shares, compared with {many} million a day earlier.
Gainers led losers by {many} to {many}, with {tens} unchanged.
The dollar bought {many}.{tens} yen, and crude oil traded at {tens} a barrel.
Analysts said that trading was expected to remain cautious ahead of the central bank's next meeting.""",
    "weather": """\
The weather service forecast for {place} on {day} calls for clouds in the morning and sun in the afternoon.
Highs will be near {few} degrees, lows near {few}, with winds of {tens} kilometers.
The chance of rain is {tens} percent. Sunset is at {few}:{tens}.
Drivers are asked to take care on bridges and in the passes, where fog may form before dawn.""",
    "results": """\
{company} reported quarterly net income of {many} million, or {tens} cents a share.
A year earlier it earned {many} million, or {tens} cents. Revenue was {many} million.
The company said it expects full-year earnings between {many} and {many} cents a share.
Results were released after the close of trading. The company will hold a conference call with analysts.""",
    "notices": """\
Residents of {town} are asked to boil their tap water until {day}, the county said.
Crews found a leak in the main that feeds the town and expect to mend it within days. Water for drinking, cooking and \
brushing teeth should be brought to a rolling boil for one minute and left to cool. Bathing is safe. Bottled water is \
handed out at the town hall every morning, and schools stay open. The county will say when the notice is lifted; it \
tests the water twice a day and thanks everybody for their patience.""",
}


def report(dice: Random, kind: str, place: str) -> str:
    """One filling of a template; every filling has its own figures and day."""
    day = f"{dice.choice(MONTHS)} {dice.randint(1, 28)}"
    lines = FILLED[kind].format_map(Filling(dice, place, day)).split("\n")
    return "\n\n".join(lines)


def texts(topics: int, seed: int = 1) -> Iterator[Text]:
    """Of each topic two originals with all their copies, two follow-ups of the first, and fillings of each template."""
    dice = Random(seed)  # invented news, not secrets
    for number in range(topics):
        topic = Topic(dice)
        for which in range(2):
            origin = f"{number}.{which}"
            paragraphs = original(dice, topic)
            if which == 0:
                paragraphs += topic.background
            for kind, edits in EDITS.items():
                edited = list(paragraphs)
                for edit in edits:
                    edited = edit(dice, edited)
                yield Text(origin, kind, "\n\n".join(edited))
        for which in range(2):
            follow_up = original(dice, topic) + topic.background
            yield Text(f"{number}.follow-up.{which}", "follow-up", "\n\n".join(follow_up))
        place = topic.names[0]
        for template in FILLED:
            for filling in range(3):
                body = report(dice, template, place)
                origin = f"{number}.{template}.{filling}"
                yield Text(origin, f"{template} report", body)
                yield Text(origin, f"{template} report, credited", "\n\n".join(credited(dice, [body])))
