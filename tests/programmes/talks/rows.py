"""Real rows of talks: topics, scripts in any state, talks held, recordings with true sound in them."""

import io
import wave
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from banyan.activities.models import Programme
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import menu, recordings, scripts
from banyan.programmes.talks.models import Recording, Script, Speaker, Talk, Topic
from tests.factories import make_account, make_activity, make_person


def make_topic(programme: Programme, *, title: str = "家风故事", **fields: Any) -> Topic:
    """A topic on the menu of a programme."""
    usual = {"summary": "三代人的一把算盘", "audience": "villagers", "form": "talk", "minutes": 40, "dialects": ["yue-dongguan", "hakka"]}
    return menu.add_topic(programme, usual | {"title": title} | fields, by=None)


def make_script(
    topic: Topic,
    author: Account | None = None,
    *,
    state: str = "draft",
    text: str = "各位乡亲，今天讲一把算盘。",
    until: date | None = None,
    reviewer: Account | None = None,
) -> Script:
    """A version of a topic's script brought to a state; author and reviewer are clerks made for it when none are given."""
    organisation = topic.programme.organisation
    author = author or make_account(organisation, Role.CLERK)
    reviewer = reviewer or make_account(organisation, Role.ORGANISER)
    script = scripts.write_script(topic, text, by=author)
    if state == "draft":
        return script
    script = scripts.send_script(script, by=author)
    if state == "returned":
        script = scripts.return_script(script, note="太长", by=reviewer)
    if state in ("approved", "withdrawn"):
        until = until or timezone.localdate() + timedelta(days=365)
        script = scripts.approve_script(script, usable_until=max(until, timezone.localdate()), by=reviewer)
        # Time goes on by itself in life.
        Script.objects.filter(pk=script.pk).update(usable_until=until)
    if state == "withdrawn":
        script = scripts.withdraw_script(script, note="有错", by=reviewer)
    return Script.objects.get(pk=script.pk)


def make_talk(programme: Programme, *, state: str = "held", topic: Topic | None = None, name: str = "曾国华", **fields: Any) -> Talk:
    """A talk of the programme by a speaker made for it."""
    values: dict[str, Any] = {"kind": "talk", "title": "榕树下讲家风", "programme": programme} | fields
    activity = make_activity(programme.organisation, state=state, **values)
    person = make_person(programme.organisation, name=name)
    speaker = Speaker.objects.create(programme=programme, person=person, begun_on=date(2024, 1, 1))
    return Talk.objects.create(activity=activity, topic=topic or programme.topics.first(), speaker=speaker, dialect="yue-dongguan")


def make_recording(talk: Talk, *, by: Account | None = None, published: bool = True, **fields: Any) -> Recording:
    """A recording of a talk: a second of silence, with the speaker's consent, public unless said otherwise."""
    values: Mapping[str, Any] = {"title": "家风故事（莞语）", "consent_on": timezone.localdate()} | fields
    recording = recordings.add_recording(talk, silence(), values, name="讲座.wav", by=by)
    if published:
        by = by or make_account(talk.activity.organisation, Role.CLERK)
        recording = recordings.publish_recording(recording, by=by)
    return recording


def silence(seconds: float = 1.0) -> bytes:
    """A WAV of nothing, at 8,000 samples a second."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return stream.getvalue()
