"""The rota of a weekly slot: who speaks on which of the days ahead, proposed, changed by hand, published."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.activities.models import Kind
from banyan.activities.permissions import RUNNERS
from banyan.activities.queries import series_for
from banyan.activities.views.common import account_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people.models import Dialect
from banyan.programmes.talks.actions.rota import Choice, set_rota
from banyan.programmes.talks.forms.rota import RotaForm
from banyan.programmes.talks.queries.rota import OWN_TONGUE, Rota, propose_rota

# Slots are planned some weeks ahead; whatever is planned is shown.
AHEAD = timedelta(days=366)


@who_may(*RUNNERS)
def rota(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account, now = account_of(request), timezone.now()
    series = get_object_or_404(series_for(account).filter(kind=Kind.TALK, programme__isnull=False), uuid=uuid)
    until, asked = timezone.localdate(now) + AHEAD, request.GET.get("dialect", "")
    dialect = asked if asked in (OWN_TONGUE, *Dialect.values) else ""
    proposed = propose_rota(series, until, now=now, dialect=dialect)
    form = RotaForm(proposed.slots, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        choices = {pk: Choice(speaker, seen) for pk, (speaker, seen) in form.chosen().items()}
        try:
            changed = set_rota(series, choices, until=until, dialect=proposed.dialect, by=account, now=now)
        except RuleError as error:
            refusal = str(error)
        else:
            said = ngettext(
                "%(count)d day is published, and whoever it concerns is told.",
                "%(count)d days are published, and whoever it concerns is told.",
                changed,
            )
            messages.success(request, said % {"count": changed} if changed else _("Nothing had changed."))
            return redirect(request.get_full_path())
    context = {
        "title": _("Who speaks when"),
        "series": series,
        "rota": proposed,
        "rows": form.rows(),
        "waiting": sum(slot.is_new or slot.activity.state == "planned" for slot in proposed.slots),
        "tongues": _tongues(proposed),
        "loads": [(one, proposed.loads[one.pk]) for one in sorted(proposed.speakers, key=lambda one: (-proposed.loads[one.pk], one.name))],
        "form": form,
        "refusal": refusal,
    }
    return render(request, "talks/rota.html", context, status=422 if form.errors or refusal else 200)


def _tongues(rota: Rota) -> list[tuple[str, str]]:
    """The tongues that can be asked for: those that somebody speaks, and each speaker's own."""
    spoken = {dialect for speaker in rota.speakers for dialect in speaker.dialects}
    return [(value, str(label)) for value, label in Dialect.choices if value in spoken] + [(OWN_TONGUE, _("each in their own"))]
