"""Whatever the text: nothing is made up, nothing vanishes, and reading never fails."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.report.prose import SENTENCES
from intake.report.reading import read_document
from intake.report.source import Line

from .truth import NAMES, text_path

WORDS = """
完成 新建 推进 改造 启动 甲路 乙公园 老旧小区 等 、 ， 。 ； ： （ ） “ ” 3条 约5.2万㎡ 超8成 百余场 1-2个 近96%
一是 二是 专栏：2025年 一、 （二） 1. 道路工程： 总投资 2亿元 增长 地区生产总值 和 及 其中 为 对 进行 万 亿 7 . ,
"""
NUMBERING = re.compile(
    r"^\s*(?:\d{1,3}(?:(?:[.、．](?!\d)|[)）])|\s+(?=[\u4e00-\u9fff]))|[（(]\s*\d{1,3}\s*[)）]|[①-⑳])"
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from([*WORDS.split(), "\n", "\t"]), max_size=60).map("".join)
)


def read(text):
    return read_document([Line(line) for line in text.splitlines()])


def check_nothing_is_made_up(text):
    lines = text.splitlines()
    for work in read(text).works:
        assert work.name and set(work.name) <= set(lines[work.line - 1])
        for target in work.targets:
            assert target.quantity.as_written in lines[target.quantity.span.line - 1]


def check_nothing_vanishes(text):
    reading = read(text)
    told = {(entry.line, entry.text) for entry in reading.not_taken}
    written = {(one.quantity.span.line, one.quantity.as_written) for work in reading.works for one in work.targets}
    for number, line in enumerate(text.splitlines(), 1):
        for sentence in re.split(f"[{SENTENCES}]", NUMBERING.sub("", line, count=1)):
            if re.search(r"\d", sentence):
                taken = any(where == number and words in sentence for where, words in written)
                assert taken or any(where == number for where, _words in told), sentence


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_reading_makes_nothing_up(text):
    check_nothing_is_made_up(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_sentence_with_a_number_vanishes(text):
    check_nothing_vanishes(text)


def test_both_hold_for_the_texts_of_districts():
    for name in NAMES:
        text = text_path(name).read_text("utf-8")
        check_nothing_is_made_up(text)
        check_nothing_vanishes(text)
