"""The public page of a programme of talks, and the poster that leads to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from banyan.activities.models import Programme
from banyan.activities.views.checkin import origin_of
from banyan.core.permissions import who_may
from banyan.programmes.talks.documents.poster import Poster, PosterTalk, poster_pdf, say_slot, say_time
from banyan.programmes.talks.queries.menu import KIND
from banyan.programmes.talks.queries.public import TalkFigures, coming_talks, public_front, slots_on
from banyan.web.charts import Chart, Point
from banyan.web.words import MONTHS


@who_may("anyone")
def programme_public(request: HttpRequest, slug: str) -> HttpResponse:
    programme = _programme(slug)
    now = timezone.now()
    front = public_front(programme, now)
    next_talk = front.coming[0] if front.coming else None
    known = {(talk.starts_at, talk.title) for talk in front.month}
    context = {
        "title": programme.name,
        "programme": programme,
        "place": programme.home_place,
        "front": front,
        "ahead": [talk for talk in front.month if talk.ends_at > now],
        "past": [talk for talk in front.month if talk.ends_at <= now],
        "next_talk": next_talk,
        "is_on": next_talk is not None and next_talk.starts_at <= now,
        "later": [talk for talk in front.coming[1:] if (talk.starts_at, talk.title) not in known],
        "chart": _chart(front.figures, now.year) if front.figures else None,
    }
    return render(request, "talks/programme_public.html", context)


@who_may("anyone")
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The poster as PDF; a programme that has ended has none."""
    programme, now = _programme(slug, ended_on=None), timezone.now()
    today, home = timezone.localdate(now), programme.home_place
    sheet = Poster(
        name=programme.name,
        slogan=programme.slogan,
        organisation=str(programme.organisation),
        phone=programme.contact_phone,
        address=f"{origin_of(request)}{reverse('programme_public', args=[programme.slug])}",
        slots=tuple(say_slot(slot.weekday, slot.begins) for slot in slots_on(programme, today)),
        place=home.name if home else "",
        place_address=home.address if home else "",
        is_step_free=bool(home and home.step_free),
        talks=tuple(
            PosterTalk(*say_time(talk.starts_at), talk.title, talk.tongue, str(talk.place or "") if talk.place != home else "")
            for talk in coming_talks(programme, now)
        ),
        made_on=today,
    )
    response = HttpResponse(poster_pdf(sheet), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{programme.name}海报.pdf") or "inline"
    return response


def _programme(slug: str, **conditions: Any) -> Programme:
    return get_object_or_404(Programme.objects.select_related("organisation", "home_place"), slug=slug, kind=KIND, **conditions)


def _chart(figures: TalkFigures, this_year: int) -> Chart:
    """Talks a month; a month that hasn't come yet has no figure rather than none."""
    begun = timezone.localdate().month if figures.year == this_year else 12
    points = [
        Point(str(name), count if number <= begun else None)
        for number, (name, count) in enumerate(zip(MONTHS, figures.months, strict=True), 1)
    ]
    return Chart(_("Talks held each month of %(year)d") % {"year": figures.year}, points)
