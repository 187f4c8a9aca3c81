"""The lookup `alike`: a text holds a word, full- and half-width signs, capital and small letters being alike."""

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class AlikeLookup(Lookup):
    """`name__alike="(220千伏)"` finds （２２０千伏）: both sides are read as `plain_text` writes them."""

    lookup_name = "alike"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare in the database, which alone knows how the stored text reads."""
        text, given = self.process_lhs(compiler, connection)
        word, sought = self.process_rhs(compiler, connection)
        return f"strpos(plain_text({text}), plain_text({word})) > 0", (*given, *sought)
