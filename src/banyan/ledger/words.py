"""How figures of the ledger read: units of study with their quarters, and a name that a stranger doesn't learn."""

from banyan.kernels.hours import QUARTERS

_PARTS = ("", ".25", ".5", ".75")


def say_units(quarters: int) -> str:
    """Say quarters as units: 126 is 31.5; a reversed entry has a minus before it."""
    whole, rest = divmod(abs(quarters), QUARTERS)
    return f"{'−' if quarters < 0 else ''}{whole}{_PARTS[rest]}"


def veiled_name(name: str) -> str:
    """Return a name so that its bearer knows it and a stranger doesn't learn it: 曾*华, 陈*."""
    if len(name) < 3:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
