"""Signing in: the code on the screen, the page that any telephone's camera opens, the sheet to sign by hand."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.activities import actions
from banyan.activities.codes import SCREEN_MINUTES, UnableToReadCode, screen_code
from banyan.activities.documents.sheets import sheet_pdf, sheet_word
from banyan.activities.forms.checkin import SignInForm
from banyan.activities.models import Activity
from banyan.activities.permissions import RUNNERS, why_not_sign_in
from banyan.activities.queries import checkin as queries
from banyan.activities.views.common import activity_of, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.throttle import address_of, is_too_often
from banyan.people.masking import veiled
from banyan.people.models import Person
from banyan.web.choices import chosen_elder, size_beside

DEVICE_COOKIE = "banyan_me"
LARGE_PRINT = "22"
THROTTLE_SECONDS = 600
# A hall full of people shares one address; a name is tried by one person and seldom more than twice.
MOST_FROM_ADDRESS, MOST_OF_NAME = 300, 10
KINDS = {
    "pdf": (sheet_pdf, "application/pdf"),
    "docx": (sheet_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@who_may(*RUNNERS)
@never_cache
def activity_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity, now = activity_of(request, uuid), timezone.now()
    address = f"{origin_of(request)}{reverse('check_in', args=[screen_code(activity, now)])}"
    context = {
        "title": activity.title,
        "activity": activity,
        "code": segno.make_qr(address, error="m").svg_inline(border=2, svgclass="code-picture", omitsize=True),
        "host": urlsplit(address).netloc,
        "path": urlsplit(address).path,
        "counts": queries.sign_in_counts(activity),
        "minutes": 2 * SCREEN_MINUTES,
        "is_open": activity.state in (Activity.State.OPEN, Activity.State.HELD),
        "needs_htmx": True,
    }
    template = "activities/code.html#code-now" if request.headers.get("HX-Request") else "activities/code.html"
    return render(request, template, context)


@who_may(*RUNNERS)
def activity_sheet(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    activity = activity_of(request, uuid)
    if kind not in KINDS:
        raise Http404
    write, media_type = KINDS[kind]
    return download(write(activity, origin=origin_of(request), today=timezone.localdate()), f"签到表-{activity}.{kind}", media_type)


@who_may("anyone")
@never_cache
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    if receipt := request.GET.get("done"):
        return _thanks(request, receipt)
    try:
        activity = queries.activity_of_code(code, now)
    except UnableToReadCode as error:
        return _page(request, status=410 if error.was_one else 404, refusal=str(error))
    known = queries.person_of_device(request.COOKIES.get(DEVICE_COOKIE, ""))
    known = None if "other" in request.GET else known
    form = SignInForm(sent(request) if "name" in request.POST else None)
    if request.method != "POST":
        return _page(request, activity=activity, known=known, form=form, now=now)
    if "name" not in request.POST:
        return _sign_in(request, activity, known, now, form)
    return _sign_in(request, activity, _person_of_form(request, activity, form), now, form)


@who_may("anyone")
def check_in_address(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code who has no camera."""
    code = request.GET.get("code", "").strip().rstrip("/").rpartition("/")[2][:40]
    if code:
        return redirect("check_in", code)
    return _page(request, asks_code=True)


def _person_of_form(request: HttpRequest, activity: Activity, form: SignInForm) -> Person | None:
    """The one living person of this name and these digits; what else is found is said in the form."""
    if not form.is_valid():
        return None
    name, place = form.cleaned_data["name"], f"{activity.pk}"
    if is_too_often("check-in", f"{place}:{address_of(request)}", most=MOST_FROM_ADDRESS, seconds=THROTTLE_SECONDS) or is_too_often(
        "check-in-name", f"{place}:{''.join(name.split())[:60]}", most=MOST_OF_NAME, seconds=THROTTLE_SECONDS
    ):
        form.add_error(None, _("That was tried too often. Ask whoever leads; they tick you on the list."))
        return None
    found = queries.persons_who_may_be(activity, name, form.cleaned_data["digits"])
    if len(found) == 1:
        return found[0]
    if found:
        form.add_error(None, _("Two people have this name and these digits. Ask whoever leads; they tick you on the list."))
    else:
        form.add_error(None, _("Name and digits don't belong together, or aren't known here. Try once more, or ask whoever leads."))
    return None


def _sign_in(request: HttpRequest, activity: Activity, person: Person | None, now: datetime, form: SignInForm) -> HttpResponse:
    if person is None:
        if not form.is_bound:
            return redirect("check_in", request.resolver_match.kwargs["code"])  # type: ignore[union-attr]  # a view has been found
        return _page(request, activity=activity, form=form, status=422, now=now)
    try:
        row = actions.sign_in(activity, person, now=now)
    except RuleError as error:
        return _page(request, activity=activity, refusal=str(error), status=422)
    response = redirect(f"{request.path}?done={queries.receipt_of(row)}")
    if form.is_bound and form.cleaned_data.get("remember"):
        response.set_cookie(
            DEVICE_COOKIE,
            queries.device_of(person),
            max_age=queries.REMEMBERED_DAYS * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _thanks(request: HttpRequest, receipt: str) -> HttpResponse:
    """What stands there after a sign-in, also when it is opened again and the code has changed meanwhile."""
    row = queries.sign_in_of_receipt(receipt)
    if row is None:
        raise Http404
    attendance = row.attendance
    return _page(request, activity=attendance.activity, done=row, at=queries.clock(row.at), veiled=veiled(attendance.person.name))


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    activity: Activity | None = None,
    known: Person | None = None,
    form: SignInForm | None = None,
    now: datetime | None = None,
    **said: Any,
) -> HttpResponse:
    """The page in large print, whoever opens it."""
    if activity and form is not None and now and known is None and (reason := _why_nobody(activity, now)):
        said["refusal"] = reason
    if activity and known and now:
        said["veiled"] = veiled(known.name)
        said["before"] = [queries.clock(row.at) for row in queries.sign_ins_of_day(activity, known, timezone.localdate(now))]
        said["refusal"] = why_not_sign_in(activity, known, now)
    size = chosen_elder(request) or LARGE_PRINT
    sizes = {"elder": size, "smaller": size_beside(size, -1), "larger": size_beside(size, 1)}
    context = {"title": _("Sign in at an activity"), "activity": activity, "known": known, "form": form, **sizes, **said}
    return render(request, "activities/checkin.html", context, status=status)


def _why_nobody(activity: Activity, now: datetime) -> str | None:
    """Why nobody at all can sign in now; asked of nobody in particular."""
    return why_not_sign_in(activity, Person(), now)


def origin_of(request: HttpRequest) -> str:
    """Where this installation is reached, as https://example.org."""
    return str(settings.ORIGIN) or request.build_absolute_uri("/").rstrip("/")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Answer with a file to be kept."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
