"""The regular reports of a story: what is said between the events, how far its quantity has come, and drawn
pictures.
"""

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from . import texts
from .story import ProjectStory

SIZE = (800, 600)
SKY, GROUND, STEEL, INK = (214, 221, 224), (170, 158, 140), (92, 98, 102), (27, 29, 31)


def draw_demo_picture(number: int) -> ContentFile:
    """A building as far as it is built; the higher the number, the more floors."""
    image = Image.new("RGB", SIZE, SKY)
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 430, *SIZE), fill=GROUND)
    for floor in range(1 + number % 4):
        top = 430 - 80 * (floor + 1)
        brush.rectangle((220, top, 580, top + 80), outline=STEEL, width=8)
        brush.line((340, top, 340, top + 80, 460, top + 80, 460, top), fill=STEEL, width=6)
    brush.text((40, 510), f"DEMO, NOT A PHOTO  {number}", fill=INK, font=ImageFont.load_default(44))
    data = BytesIO()
    image.save(data, "JPEG", quality=70)
    return ContentFile(data.getvalue(), name=f"演示图片{number}.jpg")


STUCK_FORECASTS = (8, 15, 24, 40)


def report_regularly(story: ProjectStory) -> None:
    """A report every few days on the milestone that is under way."""
    ends = story.latest if story.plot.fate == "cancelled" else story.anchor
    day, turn = story.starts_on + dt.timedelta(4 + story.number % 20), 0
    points = demo_quantity_curve(story)
    while day < ends:
        on = story.workday(day)
        number = first_unfinished_milestone(story, on)
        if number is None:
            return
        if not story.stands_still(on):
            write_regular_report(story, number, on, turn, points)
        day, turn = day + dt.timedelta(story.plot.every), turn + 1
    if points:
        report_newest_figure(story, points[-1])


def report_newest_figure(story: ProjectStory, newest: tuple[dt.date, Decimal]) -> None:
    """The newest figure with its pictures, so that the plot's distance from the expected one holds on the anchor."""
    day, quantity = newest
    files = [draw_demo_picture(story.number), draw_demo_picture(story.number + 1)]
    story.report(story.milestone, day, story.pick(texts.PROGRESS), 17, quantity=quantity, files=files)


def first_unfinished_milestone(story: ProjectStory, day: dt.date) -> int | None:
    """The first milestone that was not finished by then."""
    open_ones = (n for n in range(len(story.milestones)) if story.finished.get(n, dt.date.max) > day)
    return next(open_ones, None)


def write_regular_report(
    story: ProjectStory, number: int, day: dt.date, turn: int, points: list[tuple[dt.date, Decimal]]
) -> None:
    said: dict[str, Any]
    milestone, said = story.milestones[number], {}
    if milestone.quantity is not None:
        said["quantity"] = whole_quantity_on(points, day)
    if day <= milestone.forecast_due:
        said |= {"note": story.pick(texts.PROGRESS, turn)}
        if turn % 3 == 1:
            said["next_step"] = texts.NEXT_STEP
    else:
        note, problem, need, _reason = story.pick(texts.STUCK)
        new = max(day, milestone.forecast_due) + dt.timedelta(story.pick(STUCK_FORECASTS, turn))
        said |= {"note": note, "problem": problem, "need": need, "forecast_due": new}
    story.report(milestone, day, **said)


def demo_quantity_curve(story: ProjectStory) -> list[tuple[dt.date, Decimal]]:
    """Return (day, quantity) points between which the demonstration's reported quantities run in straight lines; empty
    if no milestone has a quantity.
    """
    counted = [(n, m.quantity) for n, m in enumerate(story.milestones) if m.quantity is not None]
    if not counted:
        return []
    points = [(story.starts_on, Decimal(0))]
    points += [(story.finished[n], quantity) for n, quantity in counted if n in story.finished]
    return [*points, (story.ago(1), max(points[-1][1], quantity_by_anchor(story)))]


def quantity_by_anchor(story: ProjectStory) -> Decimal:
    """What is reported by the anchor: as expected, or the plot's points behind it."""
    due = [(story.starts_on, Decimal(0))]
    due += [(m.forecast_due, m.quantity) for m in story.milestones if m.quantity is not None]
    expected = interpolated_quantity(due, story.anchor)
    value = story.milestone.target.value  # type: ignore[union-attr]
    return max(Decimal(0), expected - value * story.plot.behind / 100).to_integral_value(ROUND_CEILING)


def interpolated_quantity(points: list[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    before = max((p for p in points if p[0] <= day), default=points[0])
    after = min((p for p in points if p[0] > day), default=before)
    if after[0] == before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (day - before[0]).days / (after[0] - before[0]).days


def whole_quantity_on(points: list[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """The quantity so far on a day, in whole ones."""
    return interpolated_quantity(points, day).to_integral_value(ROUND_FLOOR)
