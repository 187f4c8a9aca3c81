"""What the terminal is told, in the language of its locale, from the product's own catalogue.

Standard library only, and no syntax newer than Python 2's: what goes wrong before there is an environment is told too.
"""

import errno
import gettext
import os

LOCALES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tiexi", "locale")


def terminal_language():
    """Chinese where the locale says so, English everywhere else; by the names that Django gives them."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    wanted = [name for name in names if name] or ["C"]
    return "zh-hans" if wanted[0].lower().startswith("zh") else "en"


def _(text):
    folder = {"zh-hans": "zh_Hans"}.get(terminal_language(), "en")
    return gettext.translation("django", LOCALES, [folder], fallback=True).gettext(text)


def disk_fault_text(error, place):
    """Why a file could not be written."""
    reasons = {
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk quota is used up"),
        errno.EROFS: _("the disk is read-only"),
        errno.EACCES: _("it belongs to another user"),
        errno.EPERM: _("it belongs to another user"),
    }
    why = reasons.get(error.errno, str(error))
    return _("Cannot write to %(place)s: %(why)s.") % {"place": error.filename or place, "why": why}
