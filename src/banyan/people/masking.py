"""Numbers and names shown so that one can tell them apart without learning them: 138****5678, 440***********1234, 曾*华."""

_LONG = 11


def masked(number: str) -> str:
    """Return ``number`` with stars for its middle; short ones keep their last two signs, so that no guess finds the rest."""
    head, tail = (3, 4) if len(number) >= _LONG else (0, min(2, len(number) // 2))
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]


def veiled(name: str) -> str:
    """Return a name so that its bearer knows it and a stranger doesn't learn it: 曾*华, 陈*."""
    if len(name) < 3:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
