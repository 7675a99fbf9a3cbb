"""Pages of speakers: the list, one with what is agreed, taking somebody on, changing what is offered, resting, returning, parting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banyan.activities.models.series import Weekday
from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, as_uuid, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.ledger.permissions import OFFICE
from banyan.people.models import Person
from banyan.people.queries import found_by, persons_for
from banyan.programmes.talks.actions import speakers as actions
from banyan.programmes.talks.forms.speakers import DayForm, PauseForm, SpeakerForm
from banyan.programmes.talks.models import Form, Speaker
from banyan.programmes.talks.permissions import why_not_see_health
from banyan.programmes.talks.queries import speakers as queries
from banyan.programmes.talks.queries.menu import talk_programmes
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_moment

STATES = (
    ("active", gettext_lazy("speaking")),
    ("resting", gettext_lazy("resting")),
    ("ended", gettext_lazy("no longer speaking")),
)
MOST_FOUND, MOST_WORDS, MOST_AHEAD = 20, 5, 20


@who_may(*KEEPERS)
def speaker_list(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    programmes = [(str(programme.pk), f"{programme} · {programme.organisation}") for programme in talk_programmes(account)]
    adds = account.has_role(*OFFICE)
    page = ListPage(
        queries.speakers_with_year(account, today),
        request,
        columns=[
            Column("person", _("Name"), sort="person__name_key", url=Speaker.get_absolute_url),
            Column("spoken", _("Dialects"), text=_dialects),
            Column("reach_km", _("Goes as far as (km)"), sort="reach_km", number=True),
            Column("talks_a_month", _("A month at most"), sort="talks_a_month", number=True),
            Column("talks_this_year", _("Talks this year"), sort="talks_this_year", number=True),
            Column("state", _("State"), text=_state, tone=_tone),
            *([Column("programme", _("Programme"), sort="programme__name")] if len(programmes) > 1 else []),
        ],
        filters=[
            Filter("state", _("State"), STATES, lambda rows, value: queries.narrowed_by_state(rows, value, today)),
            *([Filter("programme", _("Programme"), programmes)] if len(programmes) > 1 else []),
        ],
        search=queries.named_like,
        search_label=_("Name, pinyin or initials"),
        empty=EmptyState(
            _("Speakers stand here"),
            _("Each with dialects, topics, and when and how far they go; orders and the weekly slot are matched with them."),
            action=_("Take a speaker on") if adds else "",
            url=reverse("speaker_new") if adds else "",
        ),
        export_name=_("speakers"),
    )
    return (
        page.export()
        if page.wants_export
        else render(request, "talks/speaker_list.html", {"page": page, "title": _("Speakers"), "adds": adds})
    )


@who_may(*KEEPERS)
@never_cache
def speaker_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    speaker, account, today = _speaker(request, uuid), account_of(request), timezone.localdate()
    of_year = queries.talks_of_year(speaker, today.year)
    context = {
        "title": str(speaker),
        "speaker": speaker,
        "state": _state(speaker),
        "tone": _tone(speaker),
        "hours": _hours(speaker),
        "ahead": queries.engagements(speaker, today, None)[:MOST_AHEAD],
        "resting": queries.agreed_while_resting(speaker, today),
        "pauses": speaker.pauses.all()[:8],
        "rests": speaker.pauses.exclude(to_on__lt=today).exists(),
        "forms": _(", ").join(str(Form(form).label) for form in speaker.forms),
        "adds": account.has_role_at(speaker.programme.organisation, *OFFICE),
        "given": of_year.filter(activity__state__in=queries.DONE)[:8],
        "count": of_year.count(),
        "year": today.year,
        "sees_health": why_not_see_health(account, speaker.programme) is None,
    }
    return render(request, "talks/speaker_show.html", context)


@who_may(*OFFICE)
@never_cache
def speaker_new(request: HttpRequest) -> HttpResponse:
    """First the person, then what they offer."""
    account = account_of(request)
    programmes = list(talk_programmes(account).filter(ended_on=None))
    programme = next((one for one in programmes if one.slug == request.GET.get("programme")), next(iter(programmes), None))
    uuid = as_uuid(request.GET.get("person", ""))
    if uuid is None or programme is None:
        asked = request.GET.get("q", "")[:60].strip()
        found = found_by(persons_for(account).living(), asked.split()[:MOST_WORDS]) if asked else Person.objects.none()
        page: dict[str, Any] = {"title": _("Take a speaker on"), "asked": asked, "programmes": programmes, "programme": programme}
        return render(request, "talks/speaker_person.html", page | {"found": found.select_related("organisation")[:MOST_FOUND]})
    person = get_object_or_404(persons_for(account).living(), uuid=uuid)
    form = SpeakerForm(programme, queries.homes_for(account), sent(request), sees_health=True)
    return saved(
        request,
        form,
        lambda: actions.add_speaker(programme, person, form.details, by=account, on=timezone.localdate()),
        title=_("%(name)s as a speaker") % {"name": person},
        back=reverse("speaker_new"),
        action=_("Take on"),
    )


@who_may(*KEEPERS)
@never_cache
def speaker_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    speaker, account = _speaker(request, uuid), account_of(request)
    sees = why_not_see_health(account, speaker.programme) is None
    form = SpeakerForm(
        speaker.programme,
        queries.homes_for(account),
        sent(request),
        initial=SpeakerForm.values_of(speaker, sees_health=sees),
        sees_health=sees,
    )
    return saved(
        request,
        form,
        lambda: actions.change_speaker(speaker, form.details, by=account),
        title=_("What %(name)s offers") % {"name": speaker},
        back=speaker.get_absolute_url(),
    )


@who_may(*KEEPERS)
def speaker_pause(request: HttpRequest, uuid: UUID) -> HttpResponse:
    speaker, today = _speaker(request, uuid), timezone.localdate()
    form = PauseForm(sent(request), initial={"from_on": today, "free": True})

    def act() -> None:
        days = {name: form.cleaned_data[name] for name in ("from_on", "to_on")}
        actions.pause_speaker(speaker, **days, reason=form.cleaned_data["reason"], by=account_of(request))
        if form.cleaned_data["free"]:
            actions.free_speaker(speaker, **days, by=account_of(request), now=timezone.now())

    return confirmed(
        request,
        act,
        form=form,
        title=_("Let %(name)s rest?") % {"name": speaker},
        warning=_("Nothing is proposed for the days of rest."),
        changes=[_agreed_words(one) for one in queries.engagements(speaker, today, None)[:MOST_AHEAD]],
        action=_("Note the rest"),
        back=speaker.get_absolute_url(),
    )


@who_may(*KEEPERS)
@require_POST
def speaker_free(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Look for others for what was agreed on days of rest."""
    speaker, now = _speaker(request, uuid), timezone.now()
    count = 0
    try:
        for pause in speaker.pauses.exclude(to_on__lt=timezone.localdate(now)):
            count += actions.free_speaker(speaker, from_on=pause.from_on, to_on=pause.to_on, by=account_of(request), now=now)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(count)d is free for others again.", "%(count)d are free for others again.", count)
        messages.success(request, said % {"count": count})
    return redirect(speaker)


@who_may(*KEEPERS)
def speaker_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    speaker = _speaker(request, uuid)
    form = DayForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: actions.return_speaker(speaker, on=form.cleaned_data["on"], by=account_of(request)),
        form=form,
        title=_("Is %(name)s back?") % {"name": speaker},
        warning=_("From that day on talks are proposed again."),
        action=_("Back again"),
        back=speaker.get_absolute_url(),
    )


@who_may(*KEEPERS)
def speaker_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    speaker, today = _speaker(request, uuid), timezone.localdate()
    form = DayForm(sent(request), initial={"on": today})

    def act() -> None:
        actions.end_speaker(speaker, on=form.cleaned_data["on"], by=account_of(request))
        actions.free_speaker(speaker, from_on=form.cleaned_data["on"], to_on=None, by=account_of(request), now=timezone.now())

    return confirmed(
        request,
        act,
        form=form,
        title=_("Does %(name)s stop speaking?") % {"name": speaker},
        warning=_(
            "What was given stays recorded, and the person can be taken on again. For what was agreed after that day others are found."
        ),
        changes=[_agreed_words(one) for one in queries.engagements(speaker, today, None)[:MOST_AHEAD]],
        action=_("Note it"),
        back=speaker.get_absolute_url(),
    )


def _speaker(request: HttpRequest, uuid: UUID) -> Speaker:
    return get_object_or_404(queries.speakers_with_year(account_of(request), timezone.localdate()), uuid=uuid)


def _dialects(speaker: Any) -> str:
    """Dialects and how well, the best first."""
    return _(", ").join(str(spoken) for spoken in speaker.spoken.all())


def _hours(speaker: Speaker) -> list[str]:
    """Each weekday with its parts, in words."""
    parts: dict[int, list[str]] = {}
    for row in speaker.availabilities.all():
        parts.setdefault(row.weekday, []).append(str(row.get_part_display()))
    return [f"{Weekday(day).label} {_(', ').join(found)}" for day, found in parts.items()]


def _state(speaker: Any) -> str:
    if speaker.ended_on is not None or speaker.person.died_on is not None or speaker.person.left_on is not None:
        return _("no longer speaking")
    return _("resting") if speaker.rests else _("speaking")


def _tone(speaker: Any) -> str:
    return {_("no longer speaking"): "quiet", _("resting"): "amber"}.get(_state(speaker), "green")


def _agreed_words(one: queries.Engagement) -> str:
    said = _("agreed so far: %(what)s") % {"what": f"{say_moment(one.starts_at)} {one.what}"}
    return _("%(what)s (asked, no answer yet)") % {"what": said} if one.is_asked else said
