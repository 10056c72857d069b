"""Walking the advisor as people do: by keyboard, without JavaScript, back and forth, by a link, changing their mind."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("content")
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
  return {tag: element.tagName, text: (label.innerText || element.value || "").replace(/\\s+/g, " ").trim(), ring};
}
"""


def answer(page, *labels):
    for label in labels:
        page.locator(".choice", has_text=label).first.locator("input").check()
    page.get_by_role("button", name="Continue").click()


def heading(page):
    return page.get_by_role("heading", level=1)


def expect_ticked(page, label):
    """One choice is ticked, and its label begins like that; a hint may follow."""
    begins = re.compile(rf"^\s*{re.escape(label)}")
    expect(page.locator(".choice:has(input:checked) .choice__text")).to_have_text([begins])


def tab_to(page, text):
    """Press Tab until something with the text has the focus; every stop on the way can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["ring"], focused
        if re.search(text, focused["text"]):
            return
    raise AssertionError(f"Tab does not reach {text}")


def test_a_full_run_by_keyboard_only(page):
    page.goto("/advisor/")
    tab_to(page, "^Begin with the first question$")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("What should come out at the end?")
    tab_to(page, "^Images")
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
            page.keyboard.press("Enter")  # a link: a new page, which begins at its top
            expect(heading(page)).not_to_have_text("Before you go on")
            before = page.url
            tab_to(page, re.escape(page.locator(".choice__text").first.inner_text().split("\n")[0]))
        else:
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
    expect_ticked(page, "Images")


def test_a_full_run_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/advisor/")
    page.get_by_role("link", name="Begin with the first question").click()
    answer(page, "A spoken voice")
    was_stopped = False
    for _ in range(MOST_ASKED + 1):
        if "/result/" in page.url:
            break
        if heading(page).inner_text() == "Before you go on":
            was_stopped = True
            page.get_by_role("link", name="Continue").click()
            expect(heading(page)).not_to_have_text("Before you go on")
            continue
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.get_by_role("alert")).to_contain_text("Choose an answer, or say that you are not sure.")
        before = page.url
        answer(page, "Yes" if "real person" in heading(page).inner_text() else "I am not sure")
        expect(page).not_to_have_url(before)
    assert was_stopped
    expect(heading(page)).to_contain_text("voice")
    expect(page.get_by_role("main")).to_contain_text("Stop and think; this is a real person")
    expect(page.locator(".shortlist > li")).to_have_count(5)
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
    expect(page.locator(".keep__address a")).to_have_attribute("href", re.compile("version="))


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_back_goes_through_every_step_and_forward_again(open_page, javascript):
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


def test_our_own_way_back_shows_the_answer_that_was_given(page):
    page.goto(f"{START}output/")
    answer(page, "Software code")
    expect(heading(page)).to_have_text("Where do you want help with code?")
    answer(page, "Help inside my editor")
    expect(heading(page)).not_to_have_text("Where do you want help with code?")
    page.get_by_role("link", name="Back", exact=True).click()
    expect(heading(page)).to_have_text("Where do you want help with code?")
    expect_ticked(page, "Help inside my editor")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_link_opens_any_state(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto(f"{START}skill/?output=image&imagejob=logo&skill=low&budget=free")
    expect(heading(page)).to_have_text("Who will set it up and look after it?")
    expect_ticked(page, "Nobody codes")
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


def test_an_answer_changed_twice_keeps_the_others(page):
    page.goto(f"{START}result/?output=image&imagejob=logo&skill=low&budget=free")
    for old, new, key in (
        ("Nobody codes", "We have developers", "dev"),
        ("We have developers", "Nobody codes", "low"),
    ):
        page.get_by_role("link", name="Change the answer to: Who will set it up").click()
        expect_ticked(page, old)
        answer(page, new)
        expect(page).to_have_url(re.compile(f"output=image&imagejob=logo&skill={key}&budget=free$"))
        page.get_by_role("link", name="Show results now").click()
        expect(heading(page)).to_contain_text("image generator")
    expect(page).to_have_url(re.compile(r"result/\?output=image&imagejob=logo&skill=low&budget=free$"))


def test_a_step_is_told_and_takes_the_focus(page):
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


def test_the_count_is_told_as_choices_are_ticked(page):
    page.goto(f"{START}output/")
    told, line = page.locator("#step-status"), page.locator("#live-count")
    page.locator(".choice", has_text="Music or sound effects").locator("input").check()
    expect(line).to_contain_text(re.compile(r"this answer would leave \d+"))
    expect(told).to_have_text(line.inner_text())
    expect(told).to_have_attribute("role", "status")
    one = line.inner_text()
    page.locator(".choice", has_text="Images,").locator("input").check()
    expect(line).not_to_have_text(one)
    expect(told).to_have_text(line.inner_text())


def test_a_missing_answer_is_told_where_the_focus_goes(page):
    page.goto(f"{START}skill/?output=image&imagejob=logo")
    page.get_by_role("button", name="Continue").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link").click()
    expect(page.locator(".choice input").first).to_be_focused()
