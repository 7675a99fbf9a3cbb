"""The public library of recordings: search and listen, one recording, the podcast and its cover."""

import hashlib
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from banyan.activities.models import Programme
from banyan.core.audio import EXTENSIONS
from banyan.core.permissions import who_may
from banyan.programmes.talks.documents.cover import cover
from banyan.programmes.talks.documents.podcast import Episode, Show, feed
from banyan.programmes.talks.forms.recordings import LibrarySearch
from banyan.programmes.talks.models import Recording
from banyan.programmes.talks.queries.menu import KIND
from banyan.programmes.talks.queries.recordings import found_among, length_of, listed, public_recordings, speaker_name
from banyan.web.words import say_day

ON_A_PAGE = 20
# What podcast programs keep of a show; the library holds all.
MOST_EPISODES = 300


@who_may("anyone")
def library(request: HttpRequest, slug: str) -> HttpResponse:
    programme = _programme(slug)
    form = LibrarySearch(request.GET)
    asked = form.asked
    recordings = public_recordings(programme)
    if "form" in asked:
        recordings = recordings.filter(talk__topic__form=asked["form"])
    if "dialect" in asked:
        recordings = recordings.filter(talk__dialect=asked["dialect"])
    page = Paginator(found_among(recordings, form.words), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Listen to talks"),
        "context_line": programme.name,
        "programme": programme,
        "form": form,
        "asked": asked,
        "page": page,
        "rows": listed(page),
        "previous": _page(request, page.previous_page_number()) if page.has_previous() else "",
        "next": _page(request, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "talks/library.html", context)


@who_may("anyone")
def recording_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    recording = get_object_or_404(public_recordings(), uuid=uuid)
    programme = recording.talk.activity.programme
    others = public_recordings(programme).filter(talk__topic=recording.talk.topic).exclude(pk=recording.pk)[:4]
    context = {
        "title": recording.title,
        "recording": recording,
        "speaker": speaker_name(recording),
        "length": length_of(recording),
        "programme": programme,
        "others": others if recording.talk.topic else [],
    }
    return render(request, "talks/recording_show.html", context)


@who_may("anyone")
def podcast(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed. Its mark is its content: a date alone would hide from a program that a recording was taken out."""
    programme = _programme(slug)
    show = Show(
        title=programme.name,
        text=programme.slogan,
        author=str(programme.organisation),
        url=_whole(request, "library", slug),
        feed_url=_whole(request, "podcast", slug),
        cover_url=_whole(request, "podcast_cover", slug),
    )
    newest = public_recordings(programme).order_by("-published_at", "-pk")[:MOST_EPISODES]
    content = feed(show, [_episode(request, recording) for recording in newest])
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'

    @condition(etag_func=lambda _request: mark)
    def answered(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type="application/rss+xml; charset=utf-8", headers={"Cache-Control": "no-cache"})

    return answered(request)


@who_may("anyone")
def podcast_cover(request: HttpRequest, slug: str) -> HttpResponse:
    """The square picture that podcast programs show."""
    programme = _programme(slug)
    mark = f'"{hashlib.sha256(f"{programme.name}|{programme.slogan}|{programme.organisation}".encode()).hexdigest()[:32]}"'

    @condition(etag_func=lambda _request: mark)
    def answered(_request: HttpRequest) -> HttpResponse:
        picture = cover(programme.name, programme.slogan, str(programme.organisation))
        return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "max-age=86400"})

    return answered(request)


def _programme(slug: str) -> Programme:
    return get_object_or_404(Programme.objects.select_related("organisation", "home_place"), slug=slug, kind=KIND)


def _whole(request: HttpRequest, name: str, *arguments: object) -> str:
    return request.build_absolute_uri(reverse(name, args=arguments))


def _page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def _episode(request: HttpRequest, recording: Recording) -> Episode:
    """A recording as the feed tells it: what it is about, who speaks in which tongue, where and when."""
    talk = recording.talk
    lines = [
        talk.topic.summary if talk.topic else "",
        "，".join(words for words in (speaker_name(recording), talk.get_dialect_display()) if words),
        " ".join(words for words in (say_day(talk.activity.starts_at), str(talk.activity.place or "")) if words),
    ]
    assert recording.published_at is not None
    return Episode(
        uuid=str(recording.uuid),
        title=recording.title,
        text="\n".join(line for line in lines if line),
        url=_whole(request, "recording", recording.uuid),
        audio_url=_whole(request, "recording_enclosure", recording.uuid, EXTENSIONS.get(recording.file.kind, "audio")),
        kind=recording.file.kind,
        size=recording.file.size,
        seconds=recording.seconds,
        author=speaker_name(recording),
        published_at=recording.published_at,
    )
