"""Text of a file in whatever encoding Chinese Excel and WPS, a browser or a program wrote it.

Needs nothing of Django: the reading process uses it too.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress

# GB18030 takes almost any bytes and comes last.
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


def decode_text(data: bytes) -> str | None:
    """The file as text, None where its encoding is not known; UTF-16 is known by its mark alone."""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            continue
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return None
