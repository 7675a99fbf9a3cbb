"""Figures and words of the ledger for its templates."""

from django import template

from banyan.ledger.kinds import kind_in_words, role_in_words
from banyan.ledger.words import say_units

register = template.Library()


@register.filter
def units(quarters: int | None) -> str:
    return say_units(quarters or 0)


@register.filter
def kind_words(kind: str) -> str:
    return kind_in_words(kind)


@register.filter
def role_words(role: str) -> str:
    return role_in_words(role)
