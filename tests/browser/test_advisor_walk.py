"""Walking the advisor as people do: by keyboard, without JavaScript, back and forth, by a link, changing their mind."""

import re

import pytest
from playwright.sync_api import expect

from tests.advisor.rows import make_questionnaire, make_studio_tools

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
START = "/advisor/which-ai/"
MOST_TABS = 60
MOST_ASKED = 9

# What has the focus, in a word, and whether anybody can see that.
FOCUSED = """
() => {
  const element = document.activeElement;
  const label = element.closest("label") ?? element;
  const ring = [element, label].map((one) => getComputedStyle(one))
    .some(({outlineStyle, outlineWidth}) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0);
  return {tag: element.tagName, text: (label.innerText || element.value || "").trim(), ring};
}
"""


def answer(page, *labels):
    for label in labels:
        page.locator(".choice", has_text=label).first.locator("input").check()
    page.get_by_role("button", name="Continue").click()


def heading(page):
    return page.get_by_role("heading", level=1)


def ticked(page):
    """The labels of what is chosen, without their hints."""
    return [text.split("\n")[0] for text in page.locator(".choice:has(input:checked) .choice__text").all_inner_texts()]


def tab_to(page, text):
    """Press Tab until something with the text has the focus; every stop on the way can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["ring"], focused
        if re.search(text, focused["text"]):
            return
    raise AssertionError(f"Tab does not reach {text}")


@pytest.mark.usefixtures("content")
class TestWithTheShippedQuestions:
    def test_a_full_run_by_keyboard_only(self, page):
        page.goto("/advisor/")
        tab_to(page, "^Start$")
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text("Which AI fits the job?")
        tab_to(page, "^Begin")
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text("What should come out at the end?")
        tab_to(page, "^Pictures")
        page.keyboard.press("Space")
        tab_to(page, "^Continue$")
        page.keyboard.press("Enter")
        asked = 1
        while True:
            expect(heading(page)).to_be_focused()
            if "/result/" in page.url:
                break
            before = page.url
            if heading(page).inner_text() == "Before you go on":
                tab_to(page, "^Continue$")
                page.keyboard.press("Enter")
                expect(page).not_to_have_url(before)
                continue
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            assert focused["tag"] == "INPUT", focused  # from the heading straight to the answers
            assert focused["ring"]
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            expect(page).not_to_have_url(before)
            asked += 1
            assert asked <= MOST_ASKED
        expect(heading(page)).to_contain_text("image generator")
        tab_to(page, "^Change the answer to: What should come out")
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text("What should come out at the end?")
        assert ticked(page)[0].startswith("Pictures")

    def test_a_full_run_without_javascript(self, page_without_javascript):
        page = page_without_javascript
        page.goto("/advisor/")
        page.get_by_role("link", name="Start", exact=True).click()
        page.get_by_role("link", name="Begin with the first question").click()
        answer(page, "A spoken voice")
        was_stopped = False
        for _ in range(MOST_ASKED + 1):
            if "/result/" in page.url:
                break
            if heading(page).inner_text() == "Before you go on":
                was_stopped = True
                page.get_by_role("link", name="Continue").click()
                continue
            page.get_by_role("button", name="Continue").click()
            expect(page).to_have_title(re.compile("^Error: "))
            expect(page.get_by_role("alert")).to_contain_text("Choose an answer, or say that you are not sure.")
            answer(page, "Yes" if "real person" in heading(page).inner_text() else "I am not sure")
        assert was_stopped
        expect(heading(page)).to_contain_text("voice")
        expect(page.get_by_role("main")).to_contain_text("Stop and think; this is a real person")
        assert page.locator(".shortlist > li").count() == 5
        assert page.get_by_role("button", name="Copy link").count() == 0
        expect(page.locator(".keep__address a")).to_have_attribute("href", re.compile("version="))

    @pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
    def test_back_goes_through_every_step_and_forward_again(self, open_page, javascript):
        page = open_page(javascript=javascript)
        page.goto(START)
        page.get_by_role("link", name="Begin with the first question").click()
        seen = []
        for label in ("Software code", "Help inside my editor", "I am not sure", "I am not sure"):
            expect(heading(page)).not_to_have_text(seen[-1][1] if seen else "")
            seen.append((page.url, heading(page).inner_text(), label))
            answer(page, label)
        expect(heading(page)).not_to_have_text(seen[-1][1])
        end = page.url, heading(page).inner_text()
        for address, asked, _ in reversed(seen):
            page.go_back()
            expect(page).to_have_url(address)
            expect(heading(page)).to_have_text(asked)
            expect(page.locator("h1")).to_have_count(1)
            expect(page).to_have_title(re.compile(re.escape(asked)))
        page.go_back()
        expect(page).to_have_url(re.compile(f"{START}$"))
        expect(heading(page)).to_have_text("Which AI fits the job?")
        for address, asked, _ in seen:
            page.go_forward()
            expect(page).to_have_url(address)
            expect(heading(page)).to_have_text(asked)
        page.go_forward()
        expect(page).to_have_url(end[0])
        expect(heading(page)).to_have_text(end[1])

    def test_our_own_way_back_shows_the_answer_that_was_given(self, page):
        page.goto(f"{START}output/")
        answer(page, "Software code")
        expect(heading(page)).to_have_text("Where do you want help with code?")
        answer(page, "Help inside my editor")
        expect(heading(page)).not_to_have_text("Where do you want help with code?")
        page.get_by_role("link", name="Back", exact=True).click()
        expect(heading(page)).to_have_text("Where do you want help with code?")
        assert ticked(page) == ["Help inside my editor"]

    @pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
    def test_a_link_opens_any_state(self, open_page, javascript):
        page = open_page(javascript=javascript)
        page.goto(f"{START}skill/?output=image&imagejob=logo&skill=low&budget=free")
        expect(heading(page)).to_have_text("Who will set it up and look after it?")
        assert ticked(page) == ["Nobody codes"]
        answers = page.get_by_role("complementary", name="Your answers")
        expect(answers).to_contain_text("A logo or brand")
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_url(re.compile(r"output=image&imagejob=logo&skill=low&budget=free$"))
        page.goto(f"{START}result/?output=image&imagejob=logo&skill=low&budget=free")
        expect(heading(page)).to_contain_text("image generator")
        # A question that these answers do not bring up leads on to the next one.
        page.goto(f"{START}codejob/?output=image&imagejob=logo")
        expect(page).not_to_have_url(re.compile("codejob"))
        expect(heading(page)).to_be_visible()

    def test_an_answer_changed_twice_keeps_the_others(self, page):
        page.goto(f"{START}result/?output=image&imagejob=logo&skill=low&budget=free")
        for old, new, key in (("Nobody codes", "We have developers", "dev"), ("We have developers", "Nobody codes", "low")):
            page.get_by_role("link", name="Change the answer to: Who will set it up").click()
            assert ticked(page) == [old]
            answer(page, new)
            expect(page).to_have_url(re.compile(f"output=image&imagejob=logo&skill={key}&budget=free$"))
            page.get_by_role("link", name="Show results now").click()
            expect(heading(page)).to_contain_text("image generator")
        expect(page).to_have_url(re.compile(r"result/\?output=image&imagejob=logo&skill=low&budget=free$"))

    def test_a_step_is_told_and_takes_the_focus(self, page):
        page.goto(f"{START}output/")
        told = page.locator("#step-status")
        told.evaluate("element => { element.stays = true; }")
        answer(page, "Software code")
        expect(heading(page)).to_have_text("Where do you want help with code?")
        expect(heading(page)).to_be_focused()
        expect(page).to_have_title(re.compile("^Where do you want help with code"))
        expect(told).to_contain_text(re.compile(r"Question 2, at most \d more"))
        # A screen reader hears a change of what stands in a live region, not a new one.
        assert told.evaluate("element => element.stays")
        assert told.evaluate("element => !element.closest('#step')")

    def test_the_count_is_told_as_choices_are_ticked(self, page):
        page.goto(f"{START}output/")
        told, line = page.locator("#step-status"), page.locator("#live-count")
        page.locator(".choice", has_text="Music or sound effects").locator("input").check()
        expect(line).to_contain_text(re.compile(r"this answer would leave \d+"))
        expect(told).to_have_text(line.inner_text())
        expect(told).to_have_attribute("role", "status")
        one = line.inner_text()
        page.locator(".choice", has_text="Pictures,").locator("input").check()
        expect(line).not_to_have_text(one)
        expect(told).to_have_text(line.inner_text())

    def test_a_missing_answer_is_told_where_the_focus_goes(self, page):
        page.goto(f"{START}skill/?output=image&imagejob=logo")
        page.get_by_role("button", name="Continue").click()
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(page).to_have_title(re.compile("^Error: "))
        summary.get_by_role("link").click()
        expect(page.locator(".choice input").first).to_be_focused()

    ADDRESSES = {
        "/advisor/": "First the kind",
        START: "Which AI fits the job",
        f"{START}skill/?output=image&imagejob=logo": "Who will set it up",
        f"{START}output/?output=text.image": "What should come out",
        f"{START}skill/?output=image&imagejob=logo&asked=skill": "Who will set it up",
        f"{START}?output=voice&person=yes&asked=person": "Before you go on",
        f"{START}result/?output=image&imagejob=logo&skill=low&why=midjourney": "image generator",
        f"{START}result/?output=text.video&combine=chain&skill=low&rights=publish": "several kinds of tool",
        f"{START}result/?output=~&plan=~&use=~": "depends on what should come out",
        f"{START}result/?version=999&output=sofa": "depends on what should come out",
    }

    @pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_no_barrier_on_any_page(self, open_page, look, viewport, scheme):
        page = open_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)
        found = {}
        for address, words in self.ADDRESSES.items():
            page.goto(address)
            expect(heading(page)).to_contain_text(re.compile(words, re.IGNORECASE))
            found[address] = look(page)
            sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert sideways <= 0, address
        assert {address: barriers for address, barriers in found.items() if barriers} == {}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_result_with_nothing_on_it_has_no_barrier_and_a_way_out(open_page, look, viewport, scheme):
    make_studio_tools()
    make_questionnaire()
    page = open_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page.goto("/advisor/studio/result/?output=text&secret=yes")
    expect(page.get_by_role("heading", name="Nothing is left")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name=re.compile("Leave open: Secret")).click()
    expect(page.locator(".shortlist > li")).to_have_count(1)


def test_axe_sees_barriers(open_page, look):
    page = open_page(bypass_csp=True)
    page.goto("/advisor/")
    page.evaluate(
        "document.querySelector('main').append(Object.assign(new Image(), {src: '/static/icons/favicon.svg'}))"
    )
    assert any(barrier.startswith("image-alt") for barrier in look(page))
