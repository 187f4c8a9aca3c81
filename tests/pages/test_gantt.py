"""The wall and the charts as geometry: whatever the rows, no two labels meet and nothing leaves its place."""

import datetime as dt
from itertools import combinations, pairwise, product

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from milestones.pages.day_axis import DayScale, Label
from milestones.pages.project_charts import GAP, ForecastLine, ForecastTrendChart, forecast_trend_chart
from milestones.pages.text_width import fit_text, spread_apart, text_ems
from milestones.pages.wall import LEGEND
from milestones.pages.wall_gantt import FOOT_TYPE, SheetWords, draw_sheet, sheet_legend
from milestones.pages.wall_paper import A3, SCREEN
from milestones.reports.wall.report import MilestoneMark, QuantityProgress, WallRow
from projects.models import Target

ON = dt.date(2026, 11, 23)
days = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))
near = st.dates(dt.date(2026, 3, 1), dt.date(2027, 6, 30))
texts = st.text(st.sampled_from("新建牛心屯一路等9条道路66kV（、"), min_size=1, max_size=40)
WORDS = SheetWords(
    today="今日11月23日",
    year=lambda day: f"{day.year}年",
    month=lambda day: f"{day.month}月",
    legend=[(kind, "已完成数量") for kind in ("outline", "forecast", "done", "overdue", "amount")],
    lights=[("red", "红"), ("yellow", "黄"), ("green", "绿"), ("blue", "蓝"), ("grey", "灰")],
)

DECIMALS = st.decimals(0, 10**7, places=1)
TARGETS = st.builds(
    Target,
    measure=st.just("改造"),
    value=DECIMALS,
    unit=st.just("万平方米"),
    per=st.sampled_from(Target.Per.values),
    qualifier=st.sampled_from(Target.Qualifier.values),
    as_written=st.sampled_from(["", "百余万平方米", "不少于110万平方米"]),
)


@st.composite
def wall_rows(draw, of=days):
    start, first, baseline, end = sorted(draw(st.lists(of, min_size=4, max_size=4)))
    kinds = st.sampled_from(["done", "late", "todo", "overdue", "awaiting", "plan"])
    marks = [MilestoneMark(kind, day, "节点") for kind, day in draw(st.lists(st.tuples(kinds, of), max_size=6))]
    amount = draw(
        st.none()
        | st.builds(
            QuantityProgress,
            st.none() | DECIMALS,
            st.decimals(1, 10**7, places=1),
            TARGETS,
            st.none() | DECIMALS,
        )
    )
    if draw(st.booleans()):
        baseline, end = end, baseline
    return WallRow(
        code="2026-CJ-001",
        name=draw(texts),
        category=draw(texts),
        unit=draw(texts),
        light="red",
        start=start,
        first=first,
        baseline=draw(st.sampled_from([baseline, None])),
        end=end,
        finished=draw(st.booleans()),
        marks=tuple(marks),
        amount=amount,
        note=draw(texts),
        next=draw(texts),
        overdue=True,
    )


sheets = st.builds(
    lambda paper, rows, by: draw_sheet(paper, rows[: paper.rows], ON, by, WORDS, "挂图作战 城建专栏"),
    st.sampled_from([A3, SCREEN]),
    st.lists(wall_rows() | wall_rows(near), min_size=1, max_size=28),
    st.sampled_from(["category", "unit"]),
)


def test_the_whole_legend_stands_on_one_line_in_both_languages():
    for language, paper in product(("zh-hans", "en"), (A3, SCREEN)):
        with override(language):
            placed = sheet_legend(paper, [(kind, str(text)) for kind, text in LEGEND])
        assert placed[-1][1].end <= paper.right and apart([label for _kind, label in placed])


def apart(labels):
    return all(not one.meets(other, 0) for one, other in combinations(labels, 2))


@given(sheets)
def test_no_two_labels_of_a_sheet_meet(sheet):
    assert apart(sheet.months)
    assert apart([*sheet.years, sheet.today])
    assert apart([label for _kind, label in sheet.legend])
    assert apart([label for _kind, label in sheet.counts])


@given(sheets)
def test_every_label_over_the_chart_stays_over_it(sheet):
    for label in [*sheet.months, sheet.today]:
        assert sheet.columns.left - 3 <= label.x and label.end <= sheet.columns.right + 3


@given(sheets)
def test_every_bar_and_mark_stays_within_the_chart(sheet):
    left, right = sheet.columns.left, sheet.columns.right + 0.2
    assert right - left > 250
    for row in sheet.rows:
        for bar in [*row.bars, *filter(None, [row.outline, row.late])]:
            assert left - 0.2 <= bar.x <= bar.end <= right and bar.width >= 0
        assert all(left - 0.2 <= x <= right for _kind, x, _said in row.marks)


@given(sheets)
def test_every_text_ends_before_the_next_column(sheet):
    columns, paper = sheet.columns, sheet.paper
    for row in sheet.rows:
        assert columns.group + text_ems(row.group or "") * paper.small < columns.light or paper.is_screen
        assert columns.name + text_ems(row.next) * paper.small < columns.left
        assert columns.name + text_ems(row.name) * paper.body < columns.side
        assert columns.side + text_ems(row.side) * paper.small < columns.left
        if row.amount:
            assert columns.amount + paper.bar + paper.half + text_ems(row.amount) * paper.small < columns.note
        assert columns.note + text_ems(row.note) * paper.small <= paper.right + 0.1


@given(sheets)
def test_a_quantity_is_never_cut(sheet):
    assert not any("…" in row.amount for row in sheet.rows)


@given(sheets)
def test_rows_and_their_foot_stay_on_the_paper(sheet):
    assert sheet.rows[-1].top + sheet.paper.row <= sheet.bottom
    assert sheet.height <= sheet.paper.height and sheet.bottom < sheet.paper.height - 20


@given(st.lists(days, min_size=2, max_size=12))
def test_later_days_never_stand_left_of_earlier_ones(chosen):
    scale = DayScale.around(chosen, ON, 100, 900)
    places = [scale.x(day) for day in sorted(chosen)]
    assert places == sorted(places) and places[0] >= 100 and places[-1] <= 900


@given(st.lists(st.floats(0, 300), max_size=18))
def test_labels_pushed_apart_keep_their_order_and_distance(wanted):
    placed = spread_apart(wanted, 15, 300)
    assert all(after - before >= 15 - 1e-9 for before, after in pairwise(sorted(placed)))
    assert all(0 <= place <= 300 for place in placed)


@given(texts, st.floats(1, 30))
def test_a_cut_text_fits_and_says_that_it_is_cut(text, room):
    cut = fit_text(text, room)
    assert text_ems(cut) <= max(room, 1) and (cut == text or cut.endswith("…"))


def test_the_day_reported_pushes_a_year_aside_only_when_there_is_no_other_place():
    scale = DayScale(dt.date(2026, 11, 1), dt.date(2027, 3, 1), 0, 80)
    years = scale.year_labels(WORDS.year, 14)
    today, left = scale.today_label(ON, WORDS.today, 14, years)
    assert apart([today, *left])


@st.composite
def lines(draw):
    recorded = sorted(draw(st.lists(st.dates(dt.date(2026, 1, 1), ON), min_size=1, max_size=8)))
    forecasts = [(day, draw(near)) for day in recorded]
    label = draw(texts)
    finished = draw(st.none() | st.dates(dt.date(2026, 1, 1), ON))
    return ForecastLine(label, forecasts, [(recorded[0], draw(near))], finished, draw(st.booleans()), label)


@given(st.lists(lines(), min_size=1, max_size=30))
def test_the_trend_of_any_project_has_no_two_labels_in_one_place(chosen):
    chart = forecast_trend_chart(chosen, ON, WORDS.month)
    shown = [one.label for one in chart.lines if one.label]
    heights = sorted(label.y for label in shown)
    assert all(after - before >= GAP - 1e-9 for before, after in pairwise(heights))
    assert all(label.y > 0 and label.y <= ForecastTrendChart.bottom for label in shown)
    assert all(label.end <= ForecastTrendChart.width for label in shown)
    assert apart(chart.months)
    for one in chart.lines:
        xs = [x for x, _y in one.points]
        assert xs == sorted(xs)
        assert all(ForecastTrendChart.top - 0.1 <= y <= ForecastTrendChart.bottom + 0.1 for _x, y in one.points)


def test_a_project_without_forecasts_has_no_trend():
    assert forecast_trend_chart([], ON, WORDS.month) is None


def test_a_label_meets_another_only_where_they_share_room():
    assert Label(0, "十一月").meets(Label(40, "十二月")) and not Label(0, "十一月").meets(Label(60, "十二月"))


@given(sheets, st.lists(texts, min_size=1, max_size=6), texts)
def test_the_particulars_of_a_sheet_end_before_its_number(sheet, parts, end):
    width = text_ems("　".join(sheet.foot(parts, end[:20]))) + text_ems(end[:20])
    long = sum(sorted(map(text_ems, parts))[:-1]) + len(parts)
    room = (sheet.paper.right - sheet.paper.margin) / FOOT_TYPE
    assert width <= room or long + text_ems(end[:20]) + 3 > room
