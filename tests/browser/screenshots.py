"""The pictures of the README: python -m tests.browser.screenshots docs/screenshots.

The pages are those of a real server over the bundled speeches, in Chromium.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, Served, serving


@dataclass(frozen=True)
class Picture:
    """One page to look at: a question asked, the source of the passage with that rank opened, or none for rank 0."""

    name: str
    locale: str
    question: str
    size: tuple[int, int] = (1440, 900)
    scheme: str = "light"
    rank: int = 1


ZH = "2021年在安全生产工作会议上是怎么讲小水电站的"
EN = "Why must upstream and downstream cities talk before it rains?"
PICTURES = (
    Picture("welcome.zh", "zh-CN", "", rank=0),
    Picture("chat.zh", "zh-CN", ZH),
    Picture("chat.en", "en-GB", EN),
    Picture("chat.dark.en", "en-GB", EN, scheme="dark"),
    Picture("phone.zh", "zh-CN", ZH, size=(390, 844), rank=0),
    Picture("phone.reader.zh", "zh-CN", ZH, size=(390, 844)),
)


@dataclass(frozen=True)
class PagePicture:
    """A page of the workbench to look at, with something clicked on it, or a draft compared."""

    name: str
    path: str
    click: str = ""
    draft: str = ""
    size: tuple[int, int] = (1440, 900)
    scheme: str = "light"


DRAFT = """同志们：

今天这个会，就讲一件事。全县有小水电站25座，最老的一座是四十多年前修的，闸门锈得打不开。每站配两名劝导员，由村干部和公益性岗位人员担任。

做水利工作不能只在文件里转、在会议上讲，要到堤坝上去看、到群众中去问。今年汛前，全县要新增雨量站XX个。
"""
PAGES = (
    PagePicture("families.zh", "/zh/wording/families?q=群众中去问"),
    PagePicture("phrase.zh", "/zh/wording/places?q=群众", click=".kwic td.match a"),
    PagePicture("timeline.zh", "/zh/wording/years?q=群众 | 安全", click=".chart a[href*='2021']", size=(1440, 1100)),
    PagePicture("check.zh", "/zh/comparison/draft", draft=DRAFT, size=(1440, 1100)),
    PagePicture(
        "compare.dark.zh",
        "/zh/comparison/speeches?a=在全县安全生产工作会议上的讲话（2021）.txt&b=2022年3月15日",
        scheme="dark",
    ),
    PagePicture("enumerations.en", "/en/enumerations"),
    PagePicture("library.zh", "/zh/library"),
    PagePicture("overview.en", "/en/library?view=picture", size=(1440, 1100)),
    PagePicture("phone.families.zh", "/zh/wording/families?q=群众中去问", size=(390, 844)),
)


def take_page(browser: Browser, server: Served, picture: PagePicture, folder: Path) -> None:
    """Write `picture` into `folder` as a PNG."""
    width, height = picture.size
    page = browser.new_page(
        locale="zh-CN",
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        device_scale_factor=2 if width < 500 else 1,
    )
    server.let_change(page.context)
    page.goto(server.address + picture.path)
    if picture.draft:
        page.locator("textarea").fill(picture.draft)
        page.locator(".asking .send").click()
        page.locator(".checked").wait_for()
    if picture.click:
        page.locator(picture.click).first.click()
        page.locator("#source mark, #uses mark").first.wait_for()
    page.wait_for_timeout(500)  # for the last of the layout
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=folder / f"{picture.name}.png")
    page.close()


def take(browser: Browser, server: Served, picture: Picture, folder: Path) -> None:
    """Write `picture` into `folder` as a PNG."""
    width, height = picture.size
    page = browser.new_page(
        locale=picture.locale,
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        device_scale_factor=2 if width < 500 else 1,
    )
    page.goto(server.address)
    page.locator("#fold[aria-expanded]").wait_for()
    if picture.question:
        page.locator("#question textarea").fill(picture.question)
        page.locator("#question textarea").press("Enter")
        page.locator(".hit").nth(max(picture.rank - 1, 0)).wait_for()
    if picture.question and picture.rank:
        page.locator(".hit .open").nth(picture.rank - 1).click()
        page.locator("#source mark").first.wait_for()
    page.wait_for_timeout(500)  # for the last of the layout
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=folder / f"{picture.name}.png")
    page.close()


def main() -> int:
    """Take all pictures into the folder that is named."""
    if len(sys.argv) != 2 or CHROMIUM is None:
        sys.stderr.write("usage: python -m tests.browser.screenshots FOLDER (needs chromium)\n")
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as index,
        serving(Path(index) / "index") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for picture in PICTURES:
            take(browser, server, picture, folder)
        for page in PAGES:
            take_page(browser, server, page, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
