import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.pages")


def test_the_first_visit_is_chinese_whatever_the_browser_asks_for(client: Client) -> None:
    answer = client.get("/menu/", headers={"accept-language": "en-GB,en;q=0.9"})

    assert answer.headers["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans"' in answer.content.decode()
    assert "Cookie" in answer.headers["Vary"]


def test_a_chosen_language_is_kept(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/menu/"})
    answer = client.get("/menu/")

    assert answer.headers["Content-Language"] == "en"
    assert "<h1>Menu</h1>" in answer.content.decode()


def test_a_language_that_we_do_not_speak_is_chinese(client: Client) -> None:
    client.cookies["banyan_language"] = "tlh"

    assert client.get("/menu/").headers["Content-Language"] == "zh-Hans"


@pytest.mark.parametrize("size", ["22", "26", "30"])
def test_elder_mode_is_kept_in_the_chosen_size(client: Client, size: str) -> None:
    answer = client.post("/elder/", {"size": size, "next": "/menu/?a=1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/menu/?a=1")
    assert f'class="elder elder-{size}"' in client.get("/menu/").content.decode()


def test_elder_mode_offers_larger_and_smaller_letters_up_to_the_ends(client: Client) -> None:
    client.cookies["banyan_language"] = "en"
    offers = {}
    for size in ("22", "26", "30"):
        client.cookies["banyan_elder"] = size
        page = client.get("/menu/").content.decode()
        offers[size] = ("Larger letters" in page, "Smaller letters" in page)

    assert offers == {"22": (True, False), "26": (True, True), "30": (False, True)}


def test_the_standard_mode_comes_back(client: Client) -> None:
    client.post("/elder/", {"size": "26"})
    client.post("/elder/", {"size": ""})

    assert "elder" not in client.get("/menu/").content.decode().split("<head>")[0]


def test_a_size_that_is_not_offered_is_ignored(client: Client) -> None:
    client.cookies["banyan_elder"] = '22" onload="x'

    assert "onload" not in client.get("/menu/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", ""])
def test_a_switch_never_leads_to_another_site(client: Client, address: str) -> None:
    assert client.post("/elder/", {"size": "22", "next": address}).headers["Location"] == "/"


def test_a_switch_needs_the_token_of_its_page() -> None:
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post("/elder/", {"size": "22"}).status_code == 403
    assert stranger.post("/language/", {"language": "en"}).status_code == 403


def test_a_link_alone_switches_nothing(client: Client) -> None:
    assert client.get("/elder/?size=22").status_code == 405
    assert client.get("/language/?language=en").status_code == 405


def test_public_pages_need_no_script_and_elder_mode_only_its_reader(client: Client) -> None:
    assert "<script" not in client.get("/menu/").content.decode()

    client.cookies["banyan_elder"] = "22"
    page = client.get("/menu/").content.decode()

    assert page.count("<script") == 1
    assert "read-aloud.js" in page
