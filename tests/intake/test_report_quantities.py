"""A quantity is a number of something: with its qualifier, range, size and unit, exactly as it is written."""

from decimal import Decimal

import pytest

from intake.report.quantity import chinese_number, find_quantities
from intake.report.reason import Reason
from intake.report.span import Span


def found(text):
    return find_quantities(Span(1, 0, len(text), text))


def taken(text):
    return [
        (one.as_written, one.value, one.value_max, one.unit, one.qualifier) for one in found(text) if not one.why_not
    ]


@pytest.mark.parametrize(
    ("text", "written", "value", "unit", "qualifier"),
    [
        ("新建公厕5处", "5处", 5, "处", "="),
        ("道路补坑6.9万㎡", "6.9万㎡", 69000, "㎡", "="),
        ("总面积超10万平方米", "超10万平方米", 100000, "㎡", ">"),
        ("新增学位1.2万余个", "1.2万余个", 12000, "个", ">"),
        ("呼出30余万次", "30余万次", 300000, "次", ">"),
        ("栽植乔木约9万株", "约9万株", 90000, "株", "~"),
        ("整改率近96%", "近96%", 96, "%", "<~"),
        ("注册量突破1亿个", "突破1亿个", 10**8, "个", ">"),
        ("举办活动不少于50场", "不少于50场", 50, "场", ">="),
        ("引进人才100名以上。", "100名以上", 100, "名", ">="),
        ("普惠率达到90%以上", "90%以上", 90, "%", ">="),
        ("修路20公里左右", "20公里左右", 20, "公里", "~"),
        ("开展活动百余场", "百余场", 100, "场", ">"),
        ("投入车辆近万台次", "近万台次", 10000, "台次", "<~"),
        ("亮化七座过街天桥", "七座", 7, "座", "="),
        ("拆除锅炉两台", "两台", 2, "台", "="),
        ("总投资1,236万元", "1,236万元", 12360000, "元", "="),
        ("总投资4.8亿元", "4.8亿元", 480000000, "元", "="),
        ("标准提高至600元/年/人", "600元/年/人", 600, "元/年/人", "="),
        ("修建渠道3千米", "3千米", 3, "公里", "="),
        ("改造 1 200 平方米", "200 平方米", 200, "㎡", "="),
        ("新建一座泵站", "一座", 1, "座", "="),
    ],
)
def test_it_reads_what_officials_write(text, written, value, unit, qualifier):
    assert taken(text) == [(written, Decimal(value), None, unit, qualifier)]


@pytest.mark.parametrize("text", ["建设1-2个综合体", "建设1至2个综合体", "建设1～2个综合体"])
def test_a_range_has_two_ends(text):
    assert [(least, most, qualifier) for _w, least, most, _u, qualifier in taken(text)] == [(1, 2, "range")]


def test_the_size_behind_a_range_is_that_of_both_ends():
    assert [(least, most) for _w, least, most, _u, _q in taken("种植2-3万亩")] == [(20000, 30000)]


@pytest.mark.parametrize(
    "text",
    [
        "10千伏电缆",
        "2号门道路",
        "其中C级危房",
        "开发26号路",
        "2#、3#、4#总装车间",
        "5G网络覆盖",
        "“3+N”工程",
        "“1905”广场",
        "“二十大消费场景”",
        "第四次会议",
        "2024年6月30日前",
        "四个结构不断优化",
        "建国75周年",
        "一站式服务",
        "一批项目",
        "附近小区",
        "十四五规划",
    ],
)
def test_a_specification_or_a_figure_of_speech_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("拆除40吨以下燃煤锅炉", Reason.SPECIFICATION),
        ("10亿元以上项目", Reason.SPECIFICATION),
        ("日处理5万吨污水处理厂", Reason.SPECIFICATION),
        ("工业产值增长8%", Reason.GROWTH),
        ("拉动增长6个百分点", Reason.GROWTH),
        ("地区生产总值1300亿元", Reason.DISTRICT_TOTAL),
        ("试点社区由30个扩增至", Reason.START_VALUE),
        ("费用控制在300万元以内", Reason.UPPER_BOUND),
    ],
)
def test_what_is_no_quantity_of_a_work_is_told_why(text, reason):
    assert [one.why_not for one in found(text)] == [reason]


def test_a_figure_that_grew_is_the_new_one():
    assert [row[0] for row in taken("试点社区由30个扩增至70个")] == ["70个"]


@pytest.mark.parametrize(
    ("text", "value"), [("七", 7), ("十二", 12), ("二十", 20), ("三百零五", 305), ("两万", 20000), ("一二", None)]
)
def test_numbers_in_chinese_characters(text, value):
    assert chinese_number(text) == value
