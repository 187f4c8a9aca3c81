"""Which rules an answer was made by. Raised by the release that changes any answer; docs/truth.md tells what each
changed.
"""

RULE_VERSION = 6
