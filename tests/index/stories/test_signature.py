"""What a signature tells of two texts."""

import subprocess
import sys

import pytest

from index.stories import BANDS, SIGNATURE_BYTES, bands_of, matches, signature
from index.stories.wording import wording
from tests.index.stories.copies import EDITS, Text, texts

MADE = list(texts(3, seed=5))
STORM = (
    "A storm that tore roofs from houses along the coast moved inland on Monday, and the county asked Henning and "
    "Aldersley to open their schools as shelters. Some 4,300 people were without power in the evening, said Ada Marsh, "
    "who leads the county's engineers. Two ferries stayed in port.\n\nCrews expect to mend the lines by Thursday."
)


def of_kind(kind: str) -> list[Text]:
    return [each for each in MADE if each.kind == kind]


@pytest.mark.parametrize("kind", [kind for kind in EDITS if kind != "same"])
def test_nearly_every_edited_copy_matches_its_original(kind: str) -> None:
    originals = {each.origin: signature(each.body) for each in of_kind("same")}
    found = [matches(originals[each.origin], signature(each.body)) for each in of_kind(kind)]
    assert sum(found) >= len(found) - 1


@pytest.mark.parametrize("kind", ["markets report", "weather report", "results report", "notices report", "follow-up"])
def test_reports_in_one_template_do_not_match(kind: str) -> None:
    signatures = [signature(each.body) for each in of_kind(kind)]
    pairs = [(one, other) for at, one in enumerate(signatures) for other in signatures[:at]]
    assert pairs
    assert not any(matches(one, other) for one, other in pairs)


@pytest.mark.parametrize(
    "changed",
    [
        STORM.replace("4,300", "61,000"),
        STORM.replace("Henning", "Norwick").replace("Aldersley", "Bray").replace("Ada Marsh", "Bo Li"),
    ],
    ids=["other figures", "other names"],
)
def test_the_same_words_with_other_marks_do_not_match(changed: str) -> None:
    assert not matches(signature(STORM), signature(changed))


@pytest.mark.parametrize(
    "changed",
    [
        STORM.upper().replace("A STORM", "a storm"),
        STORM.replace("county's", "county’s"),
        STORM.replace("4,300", "4300"),
        f"HENNING, March 3 (Reuters) - {STORM}",
        f"{STORM} (Reporting by A. Bo; Editing by C. Do)",
        f"By Ada Bo\n\n{STORM}\n\nRead more: Sun in the south\n\nCopyright 2017 The Courier",
    ],
    ids=["capitals", "curly apostrophe", "thousands", "dateline", "credit", "decorations"],
)
def test_a_copy_in_another_dress_shares_a_band(changed: str) -> None:
    assert set(bands_of(signature(STORM))) & set(bands_of(signature(changed)))


def test_two_reports_within_the_same_surroundings_do_not_match() -> None:
    around = "\n\n".join(each.body for each in of_kind("same")[:2])
    one, other = (each.body for each in of_kind("same")[2:4])
    longest = max(len(one), len(other))
    assert len(around) > longest / 2
    assert not matches(signature(f"{one}\n\n{around}"), signature(f"{other}\n\n{around}"))


def test_a_short_text_has_no_signature() -> None:
    assert signature("Full story to follow.") == b""
    assert bands_of(b"") == ()
    assert not matches(b"", b"")


def test_a_text_of_any_script_has_a_signature() -> None:
    chinese = "北京大学的研究人员周一表示，他们在黄河上游发现了一处新的遗址，距今约四千年。" * 2
    thai = "เจ้าหน้าที่กล่าวเมื่อวันจันทร์ว่าพายุได้เคลื่อนตัวเข้าสู่ฝั่งและทำให้ไฟฟ้าดับ " * 8
    assert len(signature(chinese)) == SIGNATURE_BYTES
    assert matches(signature(chinese), signature(chinese + "据新华社报道。"))
    assert not matches(signature(thai), signature(chinese))


def test_hostile_text_is_signed_without_complaint() -> None:
    assert signature("\ud800 \x00 é" * 4000)
    assert signature("a " * 3_000_000)
    assert signature("") == signature("\n\n(((((—") == b""


def test_another_process_makes_the_same_signature() -> None:
    code = "import sys; from index.stories import signature; print(signature(sys.argv[1]).hex())"
    said = subprocess.run([sys.executable, "-c", code, STORM], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == signature(STORM).hex()


def test_there_are_as_many_bands_as_told_at_most() -> None:
    assert all(0 < len(bands_of(signature(each.body))) <= BANDS for each in MADE)


@pytest.mark.parametrize(
    "decoration",
    [
        "Read more: The bridge opens",
        "Sign up for our newsletter",
        "Copyright 2017 The Courier. All rights reserved.",
        "(Reporting by Ada Marsh; Editing by Bo Li)",
        "The Associated Press contributed to this report.",
        "Photo: The coast on Monday",
        "By Ada Marsh",
        "***",
    ],
)
def test_a_decoration_is_no_part_of_the_wording(decoration: str) -> None:
    body = "The rain fell.\n\nIt went on falling for a day and a night."
    assert wording(f"{body}\n\n{decoration}") == wording(body)


def test_a_sentence_that_begins_like_a_decoration_stays() -> None:
    assert "Read by millions" in wording("The paper closed.\n\nRead by millions, it never made money.")
