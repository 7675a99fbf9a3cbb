"""Every address × every role: what the page answers stands in one table, and an address that isn't in it fails."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from banyan.activities.actions import add_photo as add_activity_photo
from banyan.activities.actions import add_place, begin_series, expect, move_activity, open_feed, set_part
from banyan.activities.models import Activity, Attendance, Place, Programme, Series
from banyan.cases.collection.actions import attachments
from banyan.cases.collection.actions.words import hand_in_word
from banyan.cases.collection.documents import case_document
from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.actions.judges import add_tie
from banyan.cases.judging.actions.selection import add_rule, exclude_case
from banyan.cases.judging.models import Assignment, Certificate, Exclusion, Judge, Judging, Objection, SelectionRule, Tie
from banyan.cases.showcase.models import Case, Notice
from banyan.core import files
from banyan.core.models import Rule
from banyan.core.official import as_word
from banyan.ledger.actions import issue_certificate
from banyan.ledger.models import Certificate as ServiceCertificate
from banyan.ledger.models import Entry
from banyan.orders.models import Order
from banyan.people.models import Account, Organisation, Person, RoleGrant, RosterImport
from banyan.people.queries import first_use_key
from banyan.people.roster.actions import hand_in_roster
from banyan.people.roster.importing import read_into
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.models import (
    Aboard,
    Carrier,
    Course,
    Delivery,
    Device,
    Handout,
    Handover,
    Item,
    Learner,
    MakeupPlan,
    Pack,
    Port,
    Season,
    StudyTeacher,
    Vessel,
    Voyage,
)
from banyan.programmes.talks.actions.menu import add_topic_file
from banyan.programmes.talks.actions.scripts import write_script
from banyan.programmes.talks.models import Script, Topic
from tests.factories import (
    make_account,
    make_activity,
    make_assignment,
    make_branch,
    make_call,
    make_case,
    make_judge,
    make_judging,
    make_order,
    make_organisation,
    make_person,
    make_programme,
    make_submission,
    make_topic,
)
from tests.programmes.study.rows import (
    make_carrier,
    make_course,
    make_delivery,
    make_device,
    make_port,
    make_season,
    make_teacher,
    make_vessel,
    make_voyage,
)
from tests.programmes.talks.rows import make_recording, make_talk

ROLES = ("organiser", "clerk", "branch_secretary", "judge", "coordinator", "carrier", "teacher", "participant")
OFFICE = ("organiser", "clerk")
RUNNERS = (*OFFICE, "branch_secretary", "coordinator")
KEEPERS = (*OFFICE, "coordinator")
HANDERS = (*RUNNERS, "carrier", "teacher")
CARRYING = (*KEEPERS, "carrier")
AUTHORS = (*KEEPERS, "teacher")
# The roles behind a word of the table, and the words that ask for a tree that holds the row.
WHO = {
    "organiser": ("organiser",),
    "judge": ("judge",),
    "office": OFFICE,
    "own": OFFICE,
    "branch": (*OFFICE, "branch_secretary"),
    "own_branch": (*OFFICE, "branch_secretary"),
    "runners": RUNNERS,
    "own_runners": RUNNERS,
    "keepers": KEEPERS,
    "own_keepers": KEEPERS,
    "authors": AUTHORS,
    "own_authors": AUTHORS,
    "handers": HANDERS,
    "own_handers": HANDERS,
    "carrying": CARRYING,
    "own_carrying": CARRYING,
    "seen": ROLES,
}
OWN = ("own", "own_branch", "own_runners", "own_keepers", "own_authors", "own_handers", "own_carrying", "seen")

# Who gets 200 by GET: "anyone", "signed_in", "office" (organiser and clerk), "own" (organiser and clerk whose tree holds the row; 404 for others),
# "branch" and "own_branch" (the same with branch secretaries), "runners" and "own_runners" (and coordinators), "keepers" and "own_keepers" (office and coordinators), "authors" and "own_authors" (keepers and teachers), "handers" and "own_handers" (runners, carriers and teachers), "carrying" and "own_carrying" (keepers and carriers), "seen" (everybody with a role in the tree that holds the row).
# "organiser": 403 here, since the call is the province's and nobody of the table is its organiser.
# A number is what everybody who passes gets instead of 200; "post" is 405 by GET.
TABLE: dict[str, str | tuple[str, int]] = {
    "home": "anyone",
    "healthz": "anyone",
    "offline": "anyone",
    "offline_manifest": "anyone",
    "offline_style": "anyone",
    "offline_worker": "anyone",
    "port": "anyone",
    "port_pack": "anyone",
    "cases": "anyone",
    "cases_feed": "anyone",
    "city_ranking": "anyone",
    "case": "anyone",
    "sitemap": "anyone",
    "menu": "anyone",
    "elder": ("anyone", 405),
    "language": ("anyone", 405),
    "account_login": ("anyone", -1),
    "account_logout": ("anyone", -1),
    "account_signup": ("anyone", -1),
    "account_inactive": "anyone",
    "mfa_authenticate": ("anyone", 302),
    "first_use": ("anyone", 404),
    "account": "signed_in",
    "account_reauthenticate": ("signed_in", 403),
    "account_change_password": ("signed_in", -1),
    "account_set_password": ("signed_in", -1),
    "mfa_index": "signed_in",
    "mfa_reauthenticate": ("signed_in", 403),
    "mfa_activate_totp": ("signed_in", -1),
    "mfa_deactivate_totp": ("signed_in", 404),
    "mfa_view_recovery_codes": ("signed_in", 404),
    "mfa_generate_recovery_codes": ("signed_in", -1),
    "mfa_download_recovery_codes": ("signed_in", 404),
    "desk": "signed_in",
    "organisations": "signed_in",
    "organisation": "seen",
    "organisation_add": "own",
    "organisation_rename": "own",
    "organisation_move": "own",
    "term_new": "own",
    "rules": "own",
    "rule_set": "own",
    "persons": "branch",
    "former_persons": "branch",
    "person": "own_branch",
    "person_numbers": ("branch", 405),
    "person_add": "own",
    "person_edit": "own",
    "person_affiliate": "own",
    "person_died": "own",
    "person_left": "own",
    "person_return": "own",
    "person_erase": "own",
    "person_account": ("office", 405),
    "rosters": "office",
    "roster_new": "office",
    "roster_export": "office",
    "roster": "own",
    "roster_mapping": ("office", 405),
    "roster_confirm": ("office", 405),
    "roster_discard": "own",
    "roster_repairs": "own",
    "roster_dismiss": "own",
    "roster_decide": ("office", 405),
    "accounts": "office",
    "account_open": "office",
    "audit": "office",
    "account_roles": "own",
    "role_end": "own",
    "notices": "office",
    "notice_new": "office",
    "notice": "own",
    "notice_file": "own",
    "notice_facts": "own",
    "notice_case_new": "own",
    "notice_settle": ("office", 405),
    "notice_send": ("office", 405),
    "notice_discard": "own",
    "calls": "office",
    "call": "office",
    "call_new": "organiser",
    "call_edit": ("organiser", 403),
    "call_copy": ("organiser", 403),
    "call_rules": ("organiser", 403),
    "call_quotas": ("organiser", 403),
    "call_open": ("organiser", 403),
    "call_notice_new": ("organiser", 403),
    "call_announce": ("organiser", 403),
    "call_submissions": "office",
    "submission_begin": ("office", 405),
    "submission_decide": ("office", 405),
    "submissions": "office",
    "submission": "own",
    "submission_edit": "own",
    "submission_autosave": ("office", 405),
    "submission_version": "own",
    # What is still a draft is compared by nobody; tests/cases/collection/test_similar.py walks those handed in.
    "submission_similar": ("own", 404),
    "submission_beside": ("own", 404),
    "submission_step": ("office", 405),
    "submission_document": "own",
    "photo_add": ("office", 405),
    "photo_change": ("office", 405),
    "photo_file": "own",
    "scan_add": ("office", 405),
    "scan_file": "own",
    "word_add": ("office", 405),
    "word_place": "own",
    # The round is the province's, and nobody of the table organises or judges there; tests/cases/judging/test_pages.py walks it.
    "judging": ("organiser", 403),
    "judging_settings": ("organiser", 404),
    "scoring_close": ("organiser", 404),
    "scoring_reopen": ("organiser", 404),
    "judges": ("organiser", 404),
    "judge_new": ("organiser", 404),
    "conflicts": ("organiser", 404),
    "assignment": ("organiser", 404),
    "case_judges": ("organiser", 404),
    "scores": ("organiser", 404),
    "case_scores": ("organiser", 404),
    "strictness": ("organiser", 404),
    "selection": ("organiser", 404),
    "decision": ("organiser", 404),
    "notice_post": ("organiser", 404),
    "notice_withdraw": ("organiser", 404),
    "objections": ("organiser", 404),
    "objection_new": ("organiser", 404),
    "publish_results": ("organiser", 404),
    "results": ("organiser", 404),
    "certificates_file": ("organiser", 404),
    "certificate_file": ("organiser", 404),
    "certificate_revoke": ("organiser", 404),
    "judging_archive": ("organiser", 404),
    "judge": ("organiser", 404),
    "judge_edit": ("organiser", 404),
    "judge_withdraw": ("organiser", 404),
    "objection": ("organiser", 404),
    "judging_begin": ("organiser", 403),
    "judge_answer": ("organiser", 405),
    "tie_add": ("organiser", 405),
    "former_post_add": ("organiser", 405),
    "judge_fact_remove": ("organiser", 405),
    "assignment_step": ("organiser", 405),
    "case_judge_add": ("organiser", 405),
    "case_judge_remove": ("organiser", 405),
    "selection_run": ("organiser", 405),
    "rule_add": ("organiser", 405),
    "rule_remove": ("organiser", 405),
    "exclusion_add": ("organiser", 405),
    "exclusion_remove": ("organiser", 405),
    "case_discuss": ("organiser", 405),
    "my_judging": "judge",
    "invitation": ("judge", 404),
    "scoring": ("judge", 404),
    "scoring_autosave": ("judge", 405),
    "scoring_photo": ("judge", 404),
    "result": ("anyone", 404),
    "certificate": "anyone",
    "demo_judging": ("organiser", 404),
    "ledger": "branch",
    "ledger_facts": "branch",
    "ledger_entry": "own_branch",
    "ledger_reverse": "own",
    "ledger_person": "own_branch",
    "ledger_branch": "own_branch",
    "ledger_report": "own_branch",
    "service_certificates": "office",
    "service_certificate_new": "office",
    "service_certificate": "own",
    "service_certificate_file": "own",
    "certificate_withdraw": "own",
    "certificate_verify": "anyone",
    # Secret addresses: whoever has one may; the table's are unknown.
    "order_follow": ("anyone", 404),
    "order_withdraw": ("anyone", 404),
    "order_answer": ("anyone", 404),
    "order_talk": "anyone",
    "order_topic": "anyone",
    "order_enter": "own_runners",
    "speakers": "keepers",
    "speaker_new": "office",
    "speaker": "own_keepers",
    "speaker_edit": "own_keepers",
    "speaker_pause": "own_keepers",
    "speaker_free": ("keepers", 405),
    "speaker_return": "own_keepers",
    "speaker_end": "own_keepers",
    "rota": "own_runners",
    "sea": "keepers",
    "learners": "keepers",
    "ports": "keepers",
    "port_new": "keepers",
    "seasons": "keepers",
    "season_new": "keepers",
    "carriers": "keepers",
    "carrier_new": "keepers",
    "study_teachers": "keepers",
    "study_teacher_new": "keepers",
    "makeup_plans": "keepers",
    "makeup_new": "keepers",
    "delivery_dispatch": "keepers",
    "learner_record": "own_keepers",
    "sea_report": "own_keepers",
    "home_port": "own_keepers",
    "port_edit": "own_keepers",
    "season_drop": "own_keepers",
    "voyage_new": "own_keepers",
    "voyage_edit": "own_keepers",
    "voyage_note": "own_keepers",
    "voyage_cancel": "own_keepers",
    "carrier_end": "own_keepers",
    "delivery_new": "own_keepers",
    "delivery_cancel": "own_keepers",
    "study_teacher": "own_keepers",
    "study_teacher_end": "own_keepers",
    "makeup_plan": "own_keepers",
    "makeup_announce": "own_keepers",
    "deliveries": "carrying",
    "handouts": "carrying",
    "delivery": "own_carrying",
    "delivery_slip": "own_carrying",
    "delivery_hand_over": "own_carrying",
    "handout_settle": "own_carrying",
    "vessels": "keepers",
    "vessel_new": "keepers",
    "vessel": "own_keepers",
    "vessel_edit": "own_keepers",
    "devices": "keepers",
    "hub_archive": "handers",
    "device_enrol": "keepers",
    "device": "own_keepers",
    "device_revoke": "own_keepers",
    "device_acknowledge": ("keepers", 405),
    "courses": "authors",
    "course_new": "authors",
    "course": "own_authors",
    "course_edit": "own_authors",
    "course_step": "own_authors",
    "item_new": "own_authors",
    "item_edit": "own_authors",
    "item_drop": "own_authors",
    "item_move": ("authors", 405),
    "item_file": "own_authors",
    "crew_add": "own_keepers",
    "crew_leave": "own_keepers",
    "pack_new": "own_keepers",
    "pack": "own_keepers",
    "pack_file": "own_keepers",
    "handover_new": "handers",
    "handovers": "handers",
    "handover": "own_handers",
    "topics": "keepers",
    "topic_new": "keepers",
    "topic": "own_keepers",
    "topic_edit": "own_keepers",
    "topic_retire": "own_keepers",
    "topic_file_add": ("keepers", 405),
    "topic_file": "own_keepers",
    "topic_file_drop": ("keepers", 405),
    "script_write": "own_keepers",
    "script_compare": "own_keepers",
    "script": "own_keepers",
    "script_step": "own_keepers",
    "recording_add": "own_keepers",
    "recording_edit": "own_keepers",
    "recording_consent": "own_keepers",
    "recording_drop": "own_keepers",
    "recording_step": ("keepers", 405),
    "recording": "anyone",
    "recording_audio": "anyone",
    "recording_enclosure": "anyone",
    "programme_public": "anyone",
    "poster": "anyone",
    "library": "anyone",
    "podcast": "anyone",
    "podcast_cover": "anyone",
    "orders": "runners",
    "order": "own_runners",
    "order_check": "own_runners",
    "order_take_back": "own_runners",
    "order_cancel": "own_runners",
    "order_report": "own_runners",
    "order_rate": "own_runners",
    "order_close": "own_runners",
    "order_answer_for": ("own_runners", 404),
    "talk_orders": "runners",
    "talk_dispatch": "own_runners",
    "activities": "runners",
    "activity_new": "runners",
    "activity": "own_runners",
    "activity_edit": "own_runners",
    "activity_code": "own_runners",
    "activity_sheet": "own_runners",
    "activity_minutes": "own_runners",
    "activity_minutes_document": "own_runners",
    "activity_photo_add": "own_runners",
    "activity_photo": "own_runners",
    "activity_photo_drop": "own_runners",
    "check_in_address": "anyone",
    # tests/activities/test_checkin.py walks a code of today.
    "check_in": ("anyone", 404),
    "calendar": "anyone",
    "feeds": "signed_in",
    "feed_open": ("signed_in", 405),
    # One's own, or of what one runs; tests/activities/test_feeds_of_calendars.py asks who may.
    "feed_withdraw": ("signed_in", 404),
    "outbox": "runners",
    "outbox_sheet": "runners",
    "my_messages": "signed_in",
    "message_done": ("signed_in", 405),
    "activity_step": "own_runners",
    "activity_audience": ("runners", 405),
    "activity_expect": ("runners", 405),
    "activity_attendance": ("runners", 405),
    "attendance_edit": "own_runners",
    "attendance_excuse": ("runners", 405),
    "attendance_untick": ("runners", 405),
    "attendance_off": "own_runners",
    "series_list": "runners",
    "series_new": "runners",
    "series": "own_runners",
    "series_skip": "own_runners",
    "series_put_back": ("runners", 405),
    "series_end": "own_runners",
    "no_outdoor_days": "runners",
    "no_outdoor_lift": ("office", 405),
    "rhythm": "runners",
    "programmes": "runners",
    "programme_new": "keepers",
    "programme": "own_runners",
    "programme_edit": "own_keepers",
    "programme_end": "own_keepers",
    "programme_template": "own_keepers",
    "places": "runners",
    "place_new": "keepers",
    "place": "own_runners",
    "place_edit": "own_keepers",
    "place_close": "own_keepers",
    "place_photo": "own_runners",
    "office_cases": "office",
    "office_case_new": "office",
    "office_case": "own",
    "office_case_edit": "own",
    "person_list": ("office", 405),
    "persons_confirm": ("office", 405),
    "consent_record": ("office", 405),
    "consent_withdraw": "own",
    "office_case_step": ("office", 405),
}


def patterns(resolver: Any = None) -> Iterator[URLPattern]:
    for item in (resolver or get_resolver()).url_patterns:
        yield from patterns(item) if isinstance(item, URLResolver) else (item,)


PATTERNS = {pattern.name: str(pattern.pattern) for pattern in patterns()}
NAMES = sorted({pattern.name for pattern in patterns() if pattern.name})


def test_every_address_has_a_name_says_who_may_and_stands_in_the_table() -> None:
    undeclared = [str(pattern.pattern) for pattern in patterns() if not hasattr(pattern.callback, "who_may")]
    nameless = [str(pattern.pattern) for pattern in patterns() if not pattern.name]

    assert undeclared == []
    assert nameless == []
    assert set(TABLE) == set(NAMES)


def picture() -> bytes:
    """A small PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "PNG")
    return stream.getvalue()


@dataclass
class World:
    """A province, two cities with a town each, and a row of every kind in the first town."""

    def __post_init__(self) -> None:
        self.province = make_organisation()
        self.city = make_organisation(self.province)
        self.town = make_organisation(self.city)
        self.places = {
            "own": self.town,
            "city above": self.city,
            "other town": make_organisation(self.city),
            "other city": make_organisation(self.province),
        }
        self.clerk = make_account(self.town, "clerk")
        self.case = make_case(self.town, self.clerk, state="published")
        draft = make_case(self.town, self.clerk)
        person = draft.appearances.create(name="郭带喜", kind="name")
        file = files.store(b"x", name="x.txt", kind="text/plain", organisation_code=self.town.code)
        notice = Notice.objects.create(organisation=self.town, file=file, imported_by=self.clerk, state="checking")
        warning = notice.warnings.create(line=1, text="x", code="year_unclear")
        self.arguments: dict[str, dict[str, Any]] = {
            "city_ranking": {"year": 2022},
            "first_use": {"key": first_use_key()},
            "case": {"uuid": self.case.uuid},
            "account_roles": {"uuid": self.clerk.uuid},
            "role_end": {"pk": RoleGrant.objects.get(account=self.clerk).pk},
            "notice_settle": {"uuid": notice.uuid, "pk": warning.pk},
            "consent_record": {"uuid": draft.uuid, "pk": person.pk},
            "consent_withdraw": {"uuid": draft.uuid, "pk": person.pk},
            "office_case_step": {"uuid": draft.uuid, "verb": "send"},
        }
        branch = make_branch(self.town)
        self.person = make_person(self.town, branch=branch)
        self.arguments |= {
            name: {"code": branch.code}
            for name in ("organisation", "organisation_add", "organisation_rename", "organisation_move", "term_new", "rules", "person_add")
        }
        self.arguments["rule_set"] = {"code": self.town.code, "name": "term_years"}
        steps = ("numbers", "edit", "affiliate", "died", "left", "return", "erase", "account")
        self.arguments |= {name: {"uuid": self.person.uuid} for name in ("person", *(f"person_{step}" for step in steps))}
        self.arguments |= {
            name: {"uuid": notice.uuid}
            for name in ("notice", "notice_file", "notice_facts", "notice_case_new", "notice_send", "notice_discard")
        }
        self.arguments |= {name: {"uuid": draft.uuid} for name in ("office_case", "office_case_edit", "person_list", "persons_confirm")}

        self._add_roster()
        self._add_collection()
        self._add_judging()
        self._add_activities()

    def _add_activities(self) -> None:
        self.activity = make_activity(self.town, by=self.clerk)
        expect(self.activity, [self.person], by=self.clerk)
        place = add_place(self.town, {"name": "会堂"}, by=None, photo=picture())
        slot = {"kind": "talk", "title": "讲堂", "place": place, "weekday": 4, "begins": time(19, 30), "minutes": 60}
        slot["programme"] = make_programme(self.town)
        series = begin_series(self.town, slot | {"from_on": timezone.localdate()}, by=self.clerk)
        steps = ("edit", "audience", "expect", "attendance")
        self.arguments |= {name: {"uuid": self.activity.uuid} for name in ("activity", *(f"activity_{step}" for step in steps))}
        self.arguments["activity_step"] = {"uuid": self.activity.uuid, "verb": "announce"}
        of_person = {"uuid": self.activity.uuid, "person": self.person.uuid}
        self.arguments |= {f"attendance_{step}": of_person for step in ("edit", "excuse", "untick", "off")}
        self.arguments |= {name: {"uuid": series.uuid} for name in ("series", "series_skip", "series_put_back", "series_end", "rota")}
        self.arguments |= {name: {"uuid": place.uuid} for name in ("place", *(f"place_{page}" for page in ("edit", "close", "photo")))}
        self.arguments["no_outdoor_lift"] = {"pk": 1}
        shown = add_activity_photo(self.activity, picture(), name="c.png", by=self.clerk)
        feed = open_feed(self.town, by=self.clerk)
        of_activity = {"uuid": self.activity.uuid}
        self.arguments |= dict.fromkeys(("activity_code", "activity_minutes", "activity_photo_add"), of_activity) | {
            "activity_sheet": of_activity | {"kind": "pdf"},
            "activity_minutes_document": of_activity | {"kind": "pdf"},
            "activity_photo": of_activity | {"pk": shown.pk},
            "activity_photo_drop": of_activity | {"pk": shown.pk},
            "check_in": {"code": "1-aaaaa-bbbbbb"},
            "calendar": {"secret": feed.secret},
            "feed_withdraw": {"pk": 0},
        }
        self._add_ledger()
        self._add_talks()

    def _add_ledger(self) -> None:
        held = make_activity(self.town, kind="talk", state="held", came=[self.person], by=self.clerk)
        set_part(held, self.person, role="speaker", minutes=None, by=self.clerk)
        move_activity(held, "confirm", by=self.clerk)
        entry, today = Entry.objects.get(person=self.person), timezone.localdate()
        certificate = issue_certificate(self.person, self.town, from_on=entry.on, to_on=today, by=self.clerk)
        names = ("service_certificate", "service_certificate_file", "certificate_withdraw")
        self.arguments |= {name: {"uuid": certificate.uuid} for name in names} | {
            "ledger_entry": {"uuid": entry.uuid},
            "ledger_reverse": {"uuid": entry.uuid},
            "ledger_person": {"uuid": self.person.uuid},
            "ledger_branch": self.arguments["organisation"],
            "ledger_report": {"code": self.town.code, "year": today.year, "form": "xlsx"},
            "certificate_verify": {"code": certificate.code},
        }

    def _add_talks(self) -> None:
        programme = make_programme(self.town)
        self.arguments |= {
            name: {"uuid": programme.uuid} for name in ("programme", *(f"programme_{p}" for p in ("edit", "end", "template")))
        }
        topic = make_topic(programme)
        order = make_order(topic, by=self.clerk)
        steps = ("check", "take_back", "cancel", "report", "rate", "close", "answer_for")
        self.arguments |= {name: {"uuid": order.uuid} for name in ("order", "talk_dispatch", *(f"order_{step}" for step in steps))}
        self.arguments["order_answer_for"] |= {"verb": "accept"}
        self.arguments |= {name: {"code": "abcdefghjkmn"} for name in ("order_follow", "order_withdraw", "order_answer")}
        self.arguments |= {
            "order_talk": {"slug": programme.slug},
            "order_topic": {"slug": programme.slug, "uuid": topic.uuid},
            "order_enter": {"uuid": programme.uuid},
        }
        self._add_menu(topic)
        self._add_study()

    def _add_menu(self, topic: Topic) -> None:
        write_script(topic, "各位街坊，今日讲新家风。", by=self.clerk)
        attached = add_topic_file(topic, picture(), name="海报.png", by=self.clerk)
        talk = make_talk(topic.programme, topic=topic)
        assert talk.speaker is not None
        names = ("speaker", *(f"speaker_{step}" for step in ("edit", "pause", "free", "return", "end")))
        self.arguments |= {name: {"uuid": talk.speaker.uuid} for name in names}
        recording = make_recording(talk, by=self.clerk)
        own = {"uuid": topic.uuid}
        names = ("topic", "topic_edit", "topic_retire", "topic_file_add", "script_write", "script_compare")
        self.arguments |= dict.fromkeys(names, own) | {
            "topic_file": own | {"pk": attached.pk},
            "topic_file_drop": own | {"pk": attached.pk},
            "script": own | {"number": 1},
            "script_step": own | {"number": 1, "verb": "withdraw"},
            "recording_add": {"uuid": talk.activity.uuid},
            "recording_step": {"uuid": recording.uuid, "verb": "publish"},
            "recording_enclosure": {"uuid": recording.uuid, "extension": "wav"},
        }
        self.arguments |= {
            name: {"uuid": recording.uuid} for name in ("recording", *(f"recording_{x}" for x in ("edit", "consent", "drop", "audio")))
        }
        self.arguments |= {
            name: {"slug": topic.programme.slug} for name in ("programme_public", "poster", "library", "podcast", "podcast_cover")
        }

    def _add_study(self) -> None:
        vessel = make_vessel(self.town)
        device = make_device(vessel)
        handover = hand_in([], route="file", at=timezone.now(), by=self.clerk)
        self.arguments |= {"vessel": {"uuid": vessel.uuid}, "vessel_edit": {"uuid": vessel.uuid}, "handover": {"uuid": handover.uuid}}
        course = make_course(self.town, by=self.clerk)
        approved = make_course(self.town, by=self.clerk, approved_by=make_account(self.town, "clerk"))
        pack = issue_pack(vessel, [approved], title="", at=timezone.now(), by=None)
        aboard = join_crew(vessel, make_person(self.town), on=timezone.localdate(), by=None)
        self.arguments |= {name: {"uuid": vessel.uuid} for name in ("crew_add", "pack_new")} | {"crew_leave": {"pk": aboard.pk}}
        self.arguments |= {name: {"number": pack.number} for name in ("pack", "pack_file")}
        self.arguments |= {"port_pack": {"key": signing.dumps(pack.number, salt="banyan.study.pack")}}
        item = {"uuid": course.uuid, "pk": course.items.get().pk}
        self.arguments |= {name: {"uuid": course.uuid} for name in ("course", "course_edit", "item_new")}
        self.arguments |= dict.fromkeys(("item_edit", "item_drop", "item_move"), item)
        self.arguments |= {"item_file": item | {"kind": "pdf"}, "course_step": {"uuid": course.uuid, "verb": "withdraw"}}
        self.arguments |= {name: {"ident": device.ident} for name in ("device", "device_revoke", "device_acknowledge")}
        self._add_ashore(vessel, aboard.learner)

    def _add_ashore(self, vessel: Vessel, learner: Learner) -> None:
        today = timezone.localdate()
        port, teacher = make_port(self.town), make_teacher(self.town)
        voyage = make_voyage(vessel, today + timedelta(days=3), today + timedelta(days=30))
        delivery = make_delivery(vessel, carrier=make_carrier(self.town), on=today, voyage=voyage)
        season = make_season(self.town, today + timedelta(days=40), today + timedelta(days=60))
        plan = MakeupPlan.objects.create(organisation=self.town, first=today, last=today, begins=time(9), asked_at=timezone.now())
        self.arguments |= {name: {"uuid": port.uuid} for name in ("home_port", "port_edit")} | {"season_drop": {"pk": season.pk}}
        self.arguments |= {name: {"uuid": vessel.uuid} for name in ("voyage_new", "delivery_new")}
        self.arguments |= {name: {"pk": voyage.pk} for name in ("voyage_edit", "voyage_note", "voyage_cancel")}
        names = ("delivery", "delivery_slip", "delivery_hand_over", "delivery_cancel")
        self.arguments |= {name: {"uuid": delivery.uuid} for name in names}
        self.arguments |= {"handout_settle": {"pk": delivery.handouts.filter(is_lent=True).get().pk}}
        self.arguments |= {
            "carrier_end": {"pk": delivery.carrier.pk},
            "sea_report": {"code": self.town.code, "year": today.year, "quarter": 1},
        }
        self.arguments |= {name: {"uuid": teacher.uuid} for name in ("study_teacher", "study_teacher_end")}
        self.arguments |= {name: {"uuid": plan.uuid} for name in ("makeup_plan", "makeup_announce")}
        self.arguments |= {"learner_record": {"ident": learner.ident, "year": today.year}}

    def _add_roster(self) -> None:
        table = "姓名,出生日期\n曾国华,1948-03-12\n".encode()
        roster = hand_in_roster(table, name="名册.csv", organisation=self.town, by=self.clerk, in_background=False)
        roster = read_into(roster, round_=roster.round, say=lambda done, total: None)
        names = ("roster", *(f"roster_{page}" for page in ("mapping", "confirm", "discard", "repairs", "dismiss")))
        self.arguments |= {name: {"uuid": roster.uuid} for name in names} | {"roster_decide": {"uuid": roster.uuid, "number": 2}}

    def _add_collection(self) -> None:
        call = make_call(self.province, make_account(self.province, "organiser"))
        self.submission = make_submission(call, self.town, self.clerk)
        hand_in_word(self.submission, as_word(case_document(self.submission)), name="案例.docx", by=self.clerk)
        photo = attachments.add_photo(self.submission, picture(), name="a.png", by=self.clerk)
        scan = attachments.add_scan(self.submission, picture(), name="b.png", level="unit", by=self.clerk)
        call_pages = ("edit", "copy", "rules", "quotas", "open", "notice_new", "announce", "submissions")
        names = ("call", *(f"call_{page}" for page in call_pages), "submission_begin", "submission_decide")
        self.arguments |= {name: {"uuid": call.uuid} for name in names}
        names = ("submission", "submission_edit", "submission_autosave", "photo_add", "scan_add", "word_add", "word_place")
        own = {"uuid": self.submission.uuid}
        self.arguments |= dict.fromkeys(names, own) | {
            "submission_version": own | {"number": 1},
            "submission_similar": own,
            "submission_beside": own | {"other": self.submission.uuid},
            "submission_step": own | {"verb": "submit"},
            "submission_document": own | {"document": "form", "form": "docx"},
            "photo_file": own | {"pk": photo.pk},
            "photo_change": own | {"pk": photo.pk},
            "scan_file": own | {"pk": scan.pk},
        }

    def _add_judging(self) -> None:
        organiser = make_account(self.province, "organiser")
        call = make_call(self.province, organiser, stage="selection")
        case = make_submission(call, self.town, organiser, state="accepted")
        judging = make_judging(call, organiser)
        judge = make_judge(judging)
        tie = add_tie(judge, reason="亲属", organisation=self.city, by=organiser)
        assignment = make_assignment(make_judge(judging), case)
        rule, exclusion = (
            add_rule(judging, "at_most", "city", 1, by=organiser),
            exclude_case(judging, case, reason="已获表彰", by=organiser),
        )
        today = timezone.localdate()
        objection = judging.objections.create(raised_by="匿名", received_on=today, text="不实", recorded_by=organiser)
        certificate = judging.certificates.create(kind="excellent_case", number="2022-1", submission=case, issued_on=today)
        own, of_case = {"uuid": call.uuid}, {"uuid": call.uuid, "case": case.uuid}
        of_judge, of_assignment = {"uuid": judge.uuid}, {"uuid": assignment.uuid}
        self.arguments |= {
            name: own for name in TABLE if PATTERNS[name].startswith("office/calls/<uuid:uuid>/judging/") and name not in self.arguments
        }
        self.arguments |= dict.fromkeys(("case_judges", "case_scores", "case_discuss", "decision"), of_case)
        self.arguments |= dict.fromkeys(("case_judge_add", "case_judge_remove"), of_case | {"number": 1})
        self.arguments |= dict.fromkeys(("judge", "judge_edit", "judge_withdraw", "tie_add", "former_post_add", "invitation"), of_judge)
        self.arguments |= dict.fromkeys(("scoring", "scoring_autosave"), of_assignment)
        self.arguments |= dict.fromkeys(("certificate_file", "certificate_revoke"), own | {"pk": certificate.pk})
        self.arguments |= {
            "judge_answer": of_judge | {"verb": "accept"},
            "judge_fact_remove": of_judge | {"kind": "tie", "pk": tie.pk},
            "assignment_step": own | {"verb": "propose"},
            "rule_remove": own | {"pk": rule.pk},
            "exclusion_remove": own | {"pk": exclusion.pk},
            "scoring_photo": {"uuid": assignment.uuid, "pk": 1},
            "objection": {"uuid": objection.uuid},
            "certificate": {"uuid": certificate.uuid},
            "result": own,
        }

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}))


@cache
def expected(name: str, role: str | None, where: str) -> int:
    """What the table says; -1 stands for 200 or 302, as the flow of signing in decides."""
    entry = TABLE[name]
    who, passed = (entry, 200) if isinstance(entry, str) else entry
    if who == "anyone":
        return passed
    if role is None:
        return 302
    if who == "signed_in":
        return passed
    if role not in WHO[who]:
        return 403
    if who in OWN and where not in ("own", "city above"):
        return 404
    return passed


def check(client: Client, world: World, role: str | None, where: str) -> list[str]:
    wrong = []
    for name in NAMES:
        status, wanted = client.get(world.url(name)).status_code, expected(name, role, where)
        if status != wanted and not (wanted == -1 and status in (200, 302)):
            wrong.append(f"{name} as {role} of {where}: {status}, not {wanted}")
    return wrong


@pytest.mark.django_db
def test_signed_out_people_get_what_the_table_says(client: Client) -> None:
    assert check(client, World(), None, "") == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_at_each_place_gets_what_the_table_says(client: Client, role: str) -> None:
    world, wrong = World(), []
    # A role that opens no office page is refused alike everywhere, so the two farthest places tell it.
    places = world.places if role in WHO["own_branch"] else {where: world.places[where] for where in ("own", "other city")}
    for where, place in places.items():
        account: Account = make_account(place, role)
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        wrong += check(client, world, role, where)

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nothing_changes_by_post_for_those_who_may_not(client: Client, role: str) -> None:
    world = World()
    before = rows_of(world)
    for where in world.places:
        client.force_login(make_account(world.places[where], role), backend=settings.AUTHENTICATION_BACKENDS[0])
        for name in NAMES:
            if (
                re.search(
                    "^(notice|office_case|person|consent|role_end|account_roles|organisation|term|rule|roster_(?!new|export)"
                    "|submission_(?!begin|decide)|photo|scan|word|call_(?!submissions)"
                    "|judg|tie|former_post|assignment|case_|scor|selection|exclusion|objection|publish|certificate_(?!verify)"
                    "|activity|attendance|series_|no_outdoor_lift|programme_(?!public)|place_|topic_|script_|speaker_(?!new)|rota|recording_(?!audio|enclosure)"
                    "|order_(?!talk|topic|follow|withdraw|answer$)|talk_dispatch|ledger_reverse|service_certificate|vessel_(?!new)|voyage|port_(?!new|pack)|home_port|season_drop|carrier_end|delivery_(?!dispatch)|handout_|study_teacher_end|makeup_(?!plans|new)|device_(?!enrol)|course_(?!new)|item|crew|pack)",
                    name,
                )
                and name in world.arguments
            ):
                who = TABLE[name] if isinstance(TABLE[name], str) else TABLE[name][0]
                if role not in WHO[str(who)] or where not in ("own", "city above"):
                    assert client.post(world.url(name), {"reason": "x", "name": "y"}).status_code in (403, 404)

    assert rows_of(world) == before


def rows_of(world: World) -> list[Any]:
    kept = [
        RoleGrant.objects.filter(account=world.clerk),
        *(model.objects.all() for model in (Case, Notice, Person, Organisation, Rule, RosterImport, Call, Submission)),
        *(model.objects.all() for model in (Judging, Judge, Tie, Assignment, SelectionRule, Exclusion, Objection, Certificate)),
        *(
            model.objects.all()
            for model in (
                Activity,
                Attendance,
                Place,
                Programme,
                Series,
                Entry,
                ServiceCertificate,
                Order,
                Topic,
                Script,
                Vessel,
                Voyage,
                Port,
                Season,
                Carrier,
                Delivery,
                Handout,
                StudyTeacher,
                MakeupPlan,
                Device,
                Handover,
                Course,
                Item,
                Aboard,
                Pack,
            )
        ),
    ]
    return [list(rows.values()) for rows in kept]
