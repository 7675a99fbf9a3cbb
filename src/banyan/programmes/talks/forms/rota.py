"""What the office chooses for a weekly slot: the tongue, and for each day who speaks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from banyan.programmes.talks.queries.rota import RotaSlot
from banyan.web.words import say_day


class RotaForm(forms.Form):
    """For each day (by its activity's id) the speaker's id, and in ``seen_…`` who had it when the page was read; empty: nobody."""

    def __init__(self, slots: Iterable[RotaSlot], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = list(slots)
        for slot in self.slots:
            initial = str(slot.proposed.speaker.pk) if slot.proposed else ""
            self.fields[str(slot.activity.pk)] = forms.ChoiceField(
                label=say_day(slot.activity.on), choices=_who(slot), initial=initial, required=False
            )
            seen = forms.IntegerField(initial=slot.now and slot.now.speaker_id, required=False, widget=forms.HiddenInput)
            self.fields[f"seen_{slot.activity.pk}"] = seen

    def rows(self) -> list[tuple[RotaSlot, Any, Any]]:
        """Each slot with its two fields."""
        return [(slot, self[str(slot.activity.pk)], self[f"seen_{slot.activity.pk}"]) for slot in self.slots]

    def chosen(self) -> dict[int, tuple[int | None, int | None]]:
        """By activity who is to speak, and who had the slot when the page was read."""
        found = {}
        for slot in self.slots:
            pk = slot.activity.pk
            speaker = self.cleaned_data[str(pk)]
            found[pk] = (int(speaker) if speaker else None, self.cleaned_data[f"seen_{pk}"])
        return found


def _who(slot: RotaSlot) -> list[tuple[str, str]]:
    """Who can be chosen: first those whom nothing hinders, then those whom the office may choose all the same, and who has it now."""
    able = sorted((one for one in slot.offers.values() if not one.is_hard), key=lambda one: (one.hindrance is not None, one.speaker.name))
    choices = {"": _("nobody yet")} | {str(one.speaker.pk): one.words for one in able}
    if slot.now is not None and slot.now.speaker is not None:
        standing = slot.offers.get(slot.now.speaker.pk)
        choices.setdefault(str(slot.now.speaker.pk), standing.words if standing else str(slot.now.speaker))
    return list(choices.items())
