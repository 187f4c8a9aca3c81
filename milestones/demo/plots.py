"""What happens to the projects of the demonstration: one plot for each, with days counted from the anchor."""

from dataclasses import dataclass

FIRST, MIDDLE, LAST = 0.0, 0.5, 1.0


@dataclass(frozen=True)
class Plot:
    """The milestone at `focus` of the list is due `late` days before the anchor (after it when negative)."""

    fate: str
    late: int
    focus: float = MIDDLE
    started: int = 165  # days before the anchor on which the plan was approved
    own: bool = False  # on a project of the account `steward`
    quantity: bool = False  # on a project with a quantity
    least: int = 4  # and that of at least so much
    behind: int = 0  # by so many points of it
    extra: int = 0  # what the fate asks for: days late, or days of the new date


# Everything that the demonstration must show on any day of the year.
PLOTS = [
    Plot("stuck", 3, MIDDLE, own=True),
    Plot("stuck", 14, 0.7, own=True),
    Plot("stuck", 45, LAST, own=True),
    Plot("stuck", 100, LAST, started=178, own=True),
    Plot("behind", -25, quantity=True, started=150, behind=36, least=8, own=True),
    Plot("behind", -25, quantity=True, started=150, behind=38, least=8),
    Plot("behind", -60, quantity=True, started=150, behind=20, least=8),
    Plot("behind", -55, quantity=True, started=140, behind=19, least=8),
    Plot("steady", -45, quantity=True, started=120),
    Plot("doubtful", -50, quantity=True, started=130),
    Plot("lowered", -50, quantity=True, started=130, least=8),
    Plot("forecast", -45, quantity=False, extra=20),
    Plot("forecast", -60, extra=15),
    Plot("forecast", -50, extra=-53),
    Plot("forecast", -48, extra=-52),
    *[Plot("stuck", late, focus) for late, focus in ((1, LAST), (2, 0.4), (5, MIDDLE), (7, LAST))],
    *[
        Plot("stuck", late, focus)
        for late, focus in ((9, 0.4), (12, LAST), (19, MIDDLE), (23, 0.7), (29, LAST))
    ],
    *[Plot("stuck", late, LAST) for late in (32, 38, 52, 63, 87)],
    *[Plot("stuck", late, LAST, started=180) for late in (92, 96, 112)],
    Plot("returned", 10, LAST),
    Plot("returned", 26, LAST),
    Plot("awaiting", 4, LAST, extra=2),
    Plot("awaiting", 6, MIDDLE, extra=4),
    Plot("awaiting", 18, LAST, extra=15),
    Plot("extended", 30, MIDDLE, extra=40),
    Plot("extended", 22, LAST, extra=55),
    Plot("refused", 25, LAST),
    Plot("asking", 6, LAST, extra=30),
    Plot("asking", -12, MIDDLE, extra=45),
    Plot("withdrawn", -40, MIDDLE, extra=60),
    Plot("reopened", 34, LAST),
    Plot("suspended", 15, MIDDLE, extra=40),
    Plot("suspended", -35, MIDDLE, extra=25),
    Plot("resumed", -30, MIDDLE, extra=70),
    Plot("dropped", 20, MIDDLE),
    Plot("cancelled", 10, MIDDLE, extra=30),
    Plot("silent", -30, FIRST, started=70),
    Plot("silent", -42, FIRST, started=80),
    Plot("unapproved", -60, MIDDLE, started=40),
    Plot("unapproved", -90, MIDDLE, started=15),
    Plot("added", -45, MIDDLE),
    Plot("correcting", -44, MIDDLE),
    Plot("corrected", -46, MIDDLE),
    *[Plot("ahead", -late, FIRST, started=18) for late in (60, 75, 90)],
    *[
        Plot("done", late, LAST, extra=extra)
        for late, extra in ((30, 0), (45, 12), (60, 0), (35, 25), (50, -2))
    ],
    *[Plot("steady", -late, MIDDLE) for late in (3, 6, 9, 11)],
    *[Plot("steady", -late, MIDDLE, started=120 + late) for late in range(28, 60, 2)],
]
