"""What people fill in about facts and certificates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.people.models import Organisation, OrganisationQuerySet
from banyan.web.forms import DateInput


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CertificateForm(forms.Form):
    """Who certifies, and which days; the person is chosen before."""

    organisation: Any = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Certified by"), empty_label=None)
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput)
    to_on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput)

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"from_on": date(today.year, 1, 1), "to_on": today})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = seen
        field.choices = [(place.pk, place.name) for place in offered]
        field.help_text = _("Service that it organised, or one below it, is counted.")
