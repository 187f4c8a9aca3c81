"""Write the readings that order names by pinyin, from pypinyin's (MIT licence); run once for a migration.

pip install pypinyin==0.55.0; python devserver/pinyin_readings.py > projects/migrations/sql/NNNN_readings.txt
"""

from collections import defaultdict
from importlib.metadata import distribution

from pypinyin import phrases_dict, pinyin_dict
from pypinyin.contrib.tone_convert import to_tone3

LONGEST = 4
# Surnames that are read otherwise than the character alone, by the dictionary of modern Chinese (现代汉语词典).
SURNAMES = {
    "zeng1": "曾",
    "shan4": "单",
    "xie4": "解",
    "qiu2": "仇",
    "ren2": "任",
    "zha1": "查",
    "zhai2": "翟",
    "ge3": "盖 葛",
    "ou1": "区",
    "hua4": "华",
    "piao2": "朴",
    "yue4": "乐",
    "chong2": "种",
    "yun4": "员",
    "miao4": "缪",
    "ning4": "宁",
    "ji3": "纪",
    "yan1": "燕",
    "shao4": "召",
    "na1": "那",
    "zhai4": "祭",
    "su4": "宿",
    "wei3": "隗",
    "yao1": "么",
    "ha3": "哈",
    "ying1": "应",
    "she2": "折",
    "qin2": "覃",
    "bai3": "柏",
    "he4": "黑",
    "zhang3": "仉",
    "bo2": "薄",
    "yu4 chi2": "尉迟",
    "mo4 qi2": "万俟",
    "chan2 yu2": "单于",
    "tan2 tai2": "澹台",
    "zhang3 sun1": "长孙",
}
# Words of building that the phrases lack or read otherwise.
WORDS = {
    "ji3 shui3": "给水",
    "zhong4 gong1": "重工",
    "chong2 jian4": "重建",
    "diao4 du4": "调度",
    "tiao2 shi4": "调试",
}


def numbered_syllable(reading: str) -> str:
    """A syllable with its tone as a figure: zhòng → zhong4."""
    return to_tone3(reading, neutral_tone_with_five=True).replace("ü", "v")


def character_readings() -> dict[str, str]:
    """The usual reading of each character of the basic plane."""
    return {
        chr(point): numbered_syllable(readings.split(",")[0])
        for point, readings in pinyin_dict.pinyin_dict.items()
        if point == 0x3007 or 0x3400 <= point < 0xA000
    }


def phrase_readings() -> dict[str, list[str]]:
    """How each phrase is read; a neutral tone counts as the usual one."""
    found = {
        word: [numbered_syllable(one[0]) for one in readings]
        for word, readings in phrases_dict.phrases_dict.items()
        if 2 <= len(word) <= LONGEST and len(readings) == len(word)
    }
    return found | {word: readings.split() for readings, word in WORDS.items()}


def word_syllables(word: str, known: dict[str, str]) -> list[str]:
    """The syllables of a word as the database reads it: the longest known phrase first."""
    said: list[str] = []
    while word:
        size = next(size for size in range(min(LONGEST, len(word)), 0, -1) if word[:size] in known)
        said += known[word[:size]].split()
        word = word[size:]
    return said


def all_readings() -> dict[str, str]:
    """Characters, and the phrases that shorter ones do not explain."""
    known = character_readings()
    for word, said in sorted(phrase_readings().items(), key=lambda each: (len(each[0]), each[0])):
        if all(sign in known for sign in word):
            usual = word_syllables(word, known)
            said = [ours if one.endswith("5") else one for one, ours in zip(said, usual, strict=True)]
            if said != usual:
                known[word] = " ".join(said)
    for surname, names in SURNAMES.items():
        known |= {f"^{name}": surname for name in names.split() if known.get(name) != surname}
    return known


if __name__ == "__main__":
    signs = defaultdict(list)
    for sign, syllables in all_readings().items():
        signs[syllables].append(sign)
    source = distribution("pypinyin")
    print(f"# Readings of Chinese characters and phrases, from pypinyin {source.version}, under its licence:")
    licence = next(path for path in source.files or [] if path.name.startswith("LICENSE")).read_text()
    print("".join(f"# {line}".rstrip() + "\n" for line in licence.splitlines()), end="")
    for syllables, found in sorted(signs.items()):
        print(syllables, " ".join(sorted(found)), sep="\t")
