import pytest

from corpus.language import declared_language, guess_language


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-US", "en"),
        ("de_AT", "de"),
        ("eng", "en"),
        ("English", "en"),
        ("nb-NO", "no"),
        ("und", None),
        ("x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_declaration_becomes_a_code(declared, code):
    assert declared_language(declared) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The harbor stays closed until the storm has passed, the mayor said on Monday.", "en"),
        ("Der Hafen bleibt geschlossen, bis der Sturm vorüber ist, sagte die Bürgermeisterin am Montag.", "de"),
        ("El puerto seguirá cerrado hasta que pase la tormenta, dijo el lunes la alcaldesa de la ciudad.", "es"),
        ("Le port restera fermé jusqu'à ce que la tempête soit passée, a déclaré lundi la maire.", "fr"),
        ("嵐が過ぎるまで港は閉鎖されたままだと市長は月曜日に語った。", "ja"),
    ],
)
def test_a_sentence_shows_its_language(body, code):
    assert guess_language("", body) == code


@pytest.mark.parametrize("body", ["", "12 34", "AAA", "Ok"])
def test_too_little_text_shows_no_language(body):
    assert guess_language("", body) is None


def test_the_same_text_is_always_guessed_the_same():
    text = "Puerto porto port haven"
    assert {guess_language(text, "") for _ in range(5)} == {guess_language(text, "")}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The harbor and the quay stay closed, they said, and that the ships from the north would wait here.", "en"),
        ("Das ist nicht alles und auch nicht neu: eine Bürgerin und eine Ärztin, nach und nach, so wird es.", "de"),
        ("Dans le port, les bateaux sont aux quais avec une mer forte, mais pas pour longtemps, dans une heure.", "fr"),
        ("O porto e os barcos: das ilhas, das praias e das casas, a maioria das vilas foi das ruas.", "pt"),
        ("Der er ikke noget nyt der kan siges om havnen, men der er mange der venter, og der er mere der.", "da"),
    ],
)  # fmt: skip
def test_small_words_tell_the_language_only_where_they_are_of_one_alone(body, code):
    assert guess_language("", body) == code
