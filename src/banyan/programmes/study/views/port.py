"""The door for devices in port: no page, but a question, an answer, and the newest pack."""

from http import HTTPStatus

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import ANYONE, who_may
from banyan.programmes.study.actions.port import hand_in_at_port
from banyan.programmes.study.models import Pack

MOST_BYTES = 4 * 1024 * 1024
QUESTION_SECONDS, PACK_SECONDS = 600, 24 * 3600
_QUESTIONS, _PACKS = "banyan.study.port", "banyan.study.pack"


# A device has no session and no cookies: it signs each parcel, together with a question of ours that is ten minutes old at most.
@csrf_exempt
@who_may(ANYONE)
@never_cache
def port(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return JsonResponse({"question": signing.TimestampSigner(salt=_QUESTIONS).sign(get_random_string(16))})
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _refused(_("A parcel has at most 4 MB. Hand over in parts."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    question = request.headers.get("Banyan-Question", "")
    try:
        signing.TimestampSigner(salt=_QUESTIONS).unsign(question, max_age=QUESTION_SECONDS)
        answer = hand_in_at_port(
            request.body,
            ident=request.headers.get("Banyan-Device", "")[:16],
            question=question,
            signature=bytes.fromhex(request.headers.get("Banyan-Signature", "")),
            holds=int(request.headers.get("Banyan-Holds") or 0),
            at=timezone.now(),
        )
    except (signing.BadSignature, ValueError):
        return _refused(_("The question is too old or isn't ours. Ask for a new one."), HTTPStatus.BAD_REQUEST)
    except RuleError as refusal:
        return _refused(str(refusal), HTTPStatus.FORBIDDEN)
    response = HttpResponse(answer.parcel, content_type="application/octet-stream")
    if answer.pack is not None:
        response["Banyan-Pack"] = str(answer.pack.number)
        response["Banyan-Pack-Address"] = reverse("port_pack", args=[signing.dumps(answer.pack.number, salt=_PACKS)])
    return response


@who_may(ANYONE)
@never_cache
def port_pack(request: HttpRequest, key: str) -> HttpResponse:
    try:
        number = signing.loads(key, salt=_PACKS, max_age=PACK_SECONDS)
    except signing.BadSignature as error:
        raise Http404(_("This address of a pack is a day old or isn't ours.")) from error
    return file_response(request, get_object_or_404(Pack.objects.select_related("file"), number=number).file)


def _refused(why: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
