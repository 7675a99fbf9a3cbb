"""How figures of the ledger read: units of study with their quarters."""

from banyan.kernels.hours import QUARTERS

_PARTS = ("", ".25", ".5", ".75")


def say_units(quarters: int) -> str:
    """Say quarters as units: 126 is 31.5; a reversed entry has a minus before it."""
    whole, rest = divmod(abs(quarters), QUARTERS)
    return f"{'−' if quarters < 0 else ''}{whole}{_PARTS[rest]}"
