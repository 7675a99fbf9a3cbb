"""A look-up of how a text begins that an index serves on both databases."""

from typing import Any

from django.db.models import Lookup


class Begins(Lookup[str]):
    """``field__begins``: on SQLite a range, as no index serves LIKE there; on PostgreSQL LIKE, as a range follows the language's order.

    For ASCII texts only: the range ends before DEL.
    """

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        (begin,) = right_values
        if connection.vendor == "postgresql":
            return f"{left} LIKE {right}", (*left_values, connection.ops.prep_for_like_query(begin) + "%")
        return f"({left} >= {right} AND {left} < {right})", (*left_values, begin, *left_values, f"{begin}\x7f")
