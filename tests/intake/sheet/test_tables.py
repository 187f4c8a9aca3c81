"""The table is found among titles, units, sections, totals, notes and signatures."""

import pytest

from .sheets import HEAD, read, read_rows, save

OFFICE = [
    ["2026年重点项目表", None, None, None, None],
    ["单位：万元", None, None, None, None],
    ["序号", "项目名称", "总投资", "责任单位", "完成时限"],
    ["一、城建工程", None, None, None, None],
    ["（一）道路", None, None, None, None],
    [1, "甲路新建", 300, "区城建局", "2026年6月"],
    [2, "乙路改造", "1,250.5", None, "2026-09-30"],
    ["小计", None, 1550.5, None, None],
    ["（二）公园", None, None, None, None],
    ["序号", "项目名称", "总投资", "责任单位", "完成时限"],
    [3, "丙公园改造2处", 40, "区城管局、各街道", "2026-10-31"],
    ["合 计", None, 1590.5, None, None],
    ["注：以上为计划数。", None, None, None, None],
    ["填报单位：区某局", None, None, "填报人：", None],
]


def test_an_office_table(tmp_path):
    told = read_rows(tmp_path, OFFICE, merged=["A1:E1", "A2:E2", "A4:E4", "A5:E5", "D6:D7"])
    assert told["header_rows"] == [3, 3]
    fields = ["order", "name", "total_investment", "unit", "due"]
    assert told["columns"] == dict(zip("ABCDE", fields, strict=True))
    rows = [(row["row"], row["name"], row["unit"], row["co_units"], row["due"]) for row in told["rows"]]
    assert rows == [
        (6, "甲路新建", ["区城建局"], [], "2026-06-30"),
        (7, "乙路改造", ["区城建局"], [], "2026-09-30"),
        (11, "丙公园改造", ["区城管局", "各街道"], ["各街道"], "2026-10-31"),
    ]
    assert [row["investment_yuan"] for row in told["rows"]] == ["3000000", "12505000", "400000"]
    assert [row["category"] for row in told["rows"]] == ["道路", "道路", "公园"]
    assert [row["sure"] for row in told["rows"]] == [False, True, True]
    assert [row["row"] for row in told["not_taken"]] == [4, 5, 8, 9, 10, 12, 13, 14]


def test_two_rows_of_headings_over_one_another(tmp_path):
    rows = [
        ["序号", "项目名称", "投资（万元）", None, "本月进展情况", None],
        [None, None, "总投资", "年度投资", "手续", "形象进度"],
        [1, "甲路", 100, 20, "已办", "过半"],
    ]
    told = read_rows(tmp_path, rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"])
    assert told["header_rows"] == [1, 2]
    fields = ["order", "name", "total_investment", "year_investment", "month_progress", "month_progress"]
    assert list(told["columns"].values()) == fields
    assert told["rows"][0]["investment_yuan"] == "1000000"


def test_a_cross_table_has_a_work_for_each_region_and_indicator(tmp_path):
    rows = [
        ["地区", "新增泊位（个）", None, "栽树（株）", None],
        [None, "区城管局", None, "区绿化局", None],
        [None, "目标任务", "进度", "目标任务", "进度"],
        ["全区", 500, 100, 90, 10],
        ["甲街道", "—", "—", 40, 5],
    ]
    told = read_rows(tmp_path, rows, merged=["A1:A3", "B1:C1", "D1:E1", "B2:C2", "D2:E2"])
    assert told["header_rows"] == [1, 3]
    works = [(row["region"], row["name"], row["unit"], row["quantities"][0]) for row in told["rows"]]
    assert [(region, name, unit, one["value"], one["unit"]) for region, name, unit, one in works] == [
        ("全区", "新增泊位", ["区城管局"], "500", "个"),
        ("全区", "栽树", ["区绿化局"], "90", "株"),
        ("甲街道", "栽树", ["区绿化局"], "40", "株"),
    ]


def test_several_tables_and_sheets_are_all_told(tmp_path):
    first = [HEAD, [1, "甲路", "区城建局", "2026-06-30"], [], ["项目名称", "备注"], ["乙桥", "新建"]]
    told = read(save(tmp_path / "two.xlsx", ("一", first), ("二", [["任务名称", "牵头单位"], ["丙园", "区城管局"]])))
    assert told["sheet"] == "一"
    assert [[row["name"] for row in table["rows"]] for table in told["tables"]] == [["甲路"], ["乙桥"], ["丙园"]]


def test_of_two_columns_of_units_the_lead_comes_first(tmp_path):
    told = read_rows(tmp_path, [["主要任务", "牵头单位", "责任单位"], ["甲", "区房产局", "区房产局、区城管局"]])
    assert list(told["columns"].values()) == ["name", "unit", "co_units"]
    assert (told["rows"][0]["unit"], told["rows"][0]["co_units"]) == (["区房产局", "区城管局"], ["区城管局"])


def test_a_column_without_a_home_is_told(tmp_path):
    told = read_rows(tmp_path, [["项目名称", "责任单位", "颜色"], ["甲", "区房产局", "红"]])
    assert told["columns"]["C"] is None
    assert [fault["column"] for fault in told["faults"]] == ["C"]


@pytest.mark.parametrize("rows", [[["无关", "文字"], [1, 2]], [["项目名称"]]])
def test_no_table_is_one_fault(tmp_path, rows):
    told = read_rows(tmp_path, rows)
    assert told["rows"] == []
    assert len(told["faults"]) == 1


def test_a_section_with_sums_beside_it_gives_its_words_only(tmp_path):
    rows = [HEAD, ["一", "道路工程（2项）", None, None], [1, "甲路", "区城建局", "2026-06-30"]]
    told = read_rows(tmp_path, [[*row, 5000 if row[0] == "一" else "无"] for row in rows])
    assert [(row["name"], row["category"]) for row in told["rows"]] == [("甲路", "道路工程")]


def test_a_name_over_two_rows_and_a_cell_of_two_works_are_to_be_looked_at(tmp_path):
    rows = [
        ["项目名称", "责任单位"],
        ["甲路", "甲局"],
        [None, "乙局"],
        ["一是修路3条；二是建桥2座", "丙局"],
        ["丁园", "丙局"],
    ]
    told = read_rows(tmp_path, rows, merged=["A2:A3"])
    assert [row["sure"] for row in told["rows"]] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("1.完成农村公路大中修40公里。", "农村公路大中修", ["40"]),
        ("建公办园3所，新增学位600个。", "建公办园", ["3", "600"]),
        ("建公办园3所，满足入园需要。", "建公办园3所，满足入园需要", ["3"]),
        ("（一）断头路（3条路）", "断头路", ["3"]),
        ("圈一路（南段）", "圈一路（南段）", []),
    ],
)
def test_a_name_is_freed_of_its_number_and_its_quantities(tmp_path, text, name, values):
    row = read_rows(tmp_path, [["项目名称", "责任单位"], [text, "甲局"]])["rows"][0]
    assert (row["name"], [one["value"] for one in row["quantities"]]) == (name, values)
