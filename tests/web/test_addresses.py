from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, create_app
from web.addresses import file_addresses, page_addresses, stem_of


def app():
    return create_app(FixedSnapshot(ShelfSearcher([story(1)])))


def test_an_address_has_the_path_that_the_site_is_mounted_at():
    address_of = page_addresses()
    with app().test_request_context("/"):
        assert address_of("help.page") == "/help"
    with app().test_request_context("/", base_url="http://localhost/news"):
        assert address_of("help.page") == "/news/help"


def test_a_files_address_changes_with_the_file(tmp_path):
    (tmp_path / "a.css").write_text("a")
    with app().test_request_context("/"):
        before = file_addresses(tmp_path)("a.css")
        assert file_addresses(tmp_path)("a.css") == before
        (tmp_path / "a.css").write_text("b")
        assert file_addresses(tmp_path)("a.css") != before


def test_a_stem_is_what_stands_before_an_id():
    with app().test_request_context("/", base_url="http://localhost/news"):
        assert stem_of("article.page") == "/news/article/"
