"""One's own account in the app, in a real browser: the ways in, the changes, the ways out."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit
from zipfile import ZipFile

import boto3
import pytest
import urllib3
from playwright.sync_api import Page, Route, expect

from local import cloud, deploy
from tests import totp
from tests.browser import gates
from tests.browser.builder import PASSWORD, Builder

pytestmark = pytest.mark.browser
NEW_PASSWORD = "Hazelwood-2027"


@pytest.fixture
def stranger(page: Page, product) -> Builder:
    return Builder(page, product.url)


@pytest.fixture
def builder(stranger: Builder) -> Builder:
    """Somebody in front of their account page."""
    stranger.register()
    stranger.sign_in()
    open_account(stranger)
    return stranger


def open_account(builder: Builder) -> None:
    builder.page.get_by_role("button", name="Account of").click()
    builder.page.get_by_role("menuitem", name="Account").click()
    expect(builder.page.get_by_role("heading", name="Your account")).to_be_visible()


def sign_out(builder: Builder) -> None:
    builder.press("Sign out everywhere")
    expect(builder.page.get_by_role("heading", name="Welcome back")).to_be_visible()


def signed_in(builder: Builder) -> None:
    expect(builder.page.get_by_role("button", name="Account of")).to_be_visible()


def test_the_password_is_changed(builder: Builder, page: Page) -> None:
    expect(page.get_by_text("8 or more characters")).to_be_visible()
    builder.fill(**{"Password now": "Wrong-123", "New password": NEW_PASSWORD})
    builder.press("Change the password")
    expect(page.get_by_text("That is not your password now.")).to_be_visible()
    builder.fill(**{"Password now": PASSWORD})
    builder.press("Change the password")
    expect(page.get_by_text("The new password counts from now on.")).to_be_visible()
    expect(page.get_by_label("New password", exact=True)).to_have_value("")
    sign_out(builder)
    builder.sign_in(PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("E-mail or password is wrong")
    builder.sign_in(NEW_PASSWORD)
    signed_in(builder)


def test_name_and_address_are_changed(builder: Builder, page: Page) -> None:
    builder.fill(Name="Ada Lovelace")
    builder.press("Save")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    new = f"new-{builder.email}"
    page.get_by_label("New e-mail").fill(new)
    builder.press("Send a code there")
    page.get_by_label("Code from the e-mail").fill("000000")
    builder.press("Use this address")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    page.get_by_label("Code from the e-mail").fill("123456")
    builder.press("Use this address")
    expect(page.get_by_text(f"You sign in as {new}.")).to_be_visible()
    letter = page.get_by_role("button", name=f"Account of {new}").locator("[data-letter]")
    expect(letter).to_have_attribute("data-letter", "A")
    sign_out(builder)
    builder.email = new
    builder.sign_in()
    signed_in(builder)


def test_sign_in_asks_for_a_code_of_an_app(builder: Builder, page: Page) -> None:
    builder.press("Set it up")
    expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code from the app").fill(totp.wrong_code(secret))
    builder.press("Turn it on")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    page.get_by_label("Code from the app").fill(totp.code(secret))
    builder.press("Turn it on")
    expect(page.get_by_text("Sign-in asks for a code of your app.")).to_be_visible()
    sign_out(builder)

    builder.sign_in()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    builder.fill(Code=totp.wrong_code(secret))
    builder.press("Go on")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    builder.fill(Code=totp.code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    builder.press("Turn it off")
    page.get_by_role("dialog").get_by_role("button", name="Turn it off").click()
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()


def test_a_wrong_password_says_so_with_the_request_to_name(stranger: Builder, page: Page) -> None:
    stranger.register()
    stranger.sign_in("Wrong-2026")
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile("password.*Request [0-9a-f-]{8,}", re.DOTALL)
    )


def test_a_new_password_by_code(stranger: Builder, page: Page) -> None:
    stranger.register()
    page.goto(f"{stranger.url}/forgot")
    stranger.fill(E_mail=stranger.email)
    stranger.press("Send the code")
    stranger.fill(Code="654321", **{"New password": "Fernwood-2027"})
    stranger.press("Set the password")
    expect(page.get_by_text("The new password counts.")).to_be_visible()
    stranger.fill(Password="Fernwood-2027")
    stranger.press("Sign in")
    expect(page.get_by_role("heading", name="Make your first bot")).to_be_visible()


def test_everything_is_downloaded_as_one_archive(builder: Builder, page: Page) -> None:
    with page.expect_download() as download:
        builder.press("Download it")
    with ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("profile.json"))["email"] == builder.email
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_an_account_is_erased_with_its_bots(stranger: Builder, page: Page) -> None:
    stranger.at_work("Contracts")
    open_account(stranger)
    stranger.press("Delete account …")
    expect(page.get_by_role("button", name="Delete everything")).to_be_disabled()
    page.get_by_label(f"Type {stranger.email} to confirm").fill(stranger.email)
    stranger.press("Delete everything")
    expect(page.get_by_text("Erased for good: your account, 1 bot, 0 documents")).to_be_visible()
    stranger.sign_in(PASSWORD)
    expect(page.get_by_role("alert")).to_be_visible()


def test_who_has_not_confirmed_finds_the_way(stranger: Builder, page: Page) -> None:
    person = {"email": stranger.email, "password": PASSWORD}
    assert urllib3.request("POST", f"{stranger.url}/auth/signup", json=person).status == 201
    stranger.sign_in()
    page.get_by_role("link", name="Just signed up? Confirm your address").click()
    stranger.fill(Code="123456")
    stranger.press("Confirm")
    signed_in(stranger)


def test_who_is_invited_chooses_a_password_and_may_invite(stranger: Builder, page: Page) -> None:
    invited(stranger, "First-2026", "admin")
    stranger.sign_in("First-2026")
    expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
    page.get_by_label("New password").fill("short")
    stranger.press("Go on")
    expect(page.get_by_text("The password needs all that is listed below it.")).to_be_visible()
    page.get_by_label("New password").fill(NEW_PASSWORD)
    stranger.press("Go on")
    signed_in(stranger)
    open_account(stranger)
    page.get_by_label("E-mail", exact=True).fill(f"guest-{stranger.email}")
    stranger.press("Send the invitation")
    expect(page.get_by_text(f"An invitation is on its way to guest-{stranger.email}.")).to_be_visible()


def invited(guest: Builder, password: str, group: str) -> None:
    """What an invitation does, but for the e-mail: the emulator sends none."""
    parts = urlsplit(guest.url)
    pool = boto3.client(
        "cognito-idp", endpoint_url=f"http://{parts.hostname}:{(parts.port or 0) + 2}",
        region_name=deploy.REGION, aws_access_key_id=deploy.ACCOUNT, aws_secret_access_key=cloud.SECRET,
    )  # fmt: skip
    whom = {"UserPoolId": pool.list_user_pools(MaxResults=1)["UserPools"][0]["Id"], "Username": guest.email}
    pool.admin_create_user(**whom, TemporaryPassword=password)
    pool.admin_add_user_to_group(**whom, GroupName=group)


def ruling(**rules: object) -> Callable[[Route], None]:
    password = {"least": 12, "lower": False, "upper": False, "digit": False, "symbol": True}
    given = {"sign_up": "open", "domains": [], "password": password, **rules}
    return lambda route: route.fulfill(json=given)


def test_sign_up_says_who_may_and_with_what_password(stranger: Builder, page: Page) -> None:
    page.route("**/auth/rules", ruling(domains=["acme.example"]))
    page.goto(f"{stranger.url}/signup")
    expect(page.get_by_text("An address at acme.example.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="12 or more characters: missing")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("long enough!")
    expect(page.get_by_role("listitem").filter(has_text="12 or more characters: met")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="A symbol, like ! or ?: met")).to_be_visible()


def test_a_closed_door_says_so(stranger: Builder, page: Page) -> None:
    page.route("**/auth/rules", ruling(sign_up="invited"))
    page.goto(f"{stranger.url}/signup")
    expect(page.get_by_text("Accounts here are by invitation only.")).to_be_visible()
    expect(page.get_by_role("button", name="Create account")).to_have_count(0)


def test_the_page_fits_and_reads_well(builder: Builder, page: Page) -> None:
    builder.press("Set it up")
    expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        gates.not_wider(page, width)
