"""What the terminal is told, in the language of its locale, from the product's own catalogue.

Standard library only, and no syntax newer than Python 2's: what goes wrong before there is an environment is told too.
"""

import errno
import gettext
import os

LOCALES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tiexi", "locale")


def terminal_language():
    """That of the locale where there is a catalogue of it, else English; by the names that Django gives them."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    wanted = [name for name in names if name] or ["C"]
    spoken = wanted[0].lower().replace("-", "_").split("_")[0]
    folder = "zh_Hans" if spoken == "zh" else spoken
    return folder.replace("_", "-").lower() if os.path.isdir(os.path.join(LOCALES, folder)) else "en"


def _(text):
    folder = terminal_language().replace("zh-hans", "zh_Hans")
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
