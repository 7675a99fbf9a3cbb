"""Issuing study packs: what is approved, for a vessel's crew, signed by this store."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core import files
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.hours import CreditRule
from banyan.kernels.journal.keys import public_of
from banyan.kernels.packs import Manifest, PackError, build
from banyan.kernels.packs.manifest import manifest_bytes
from banyan.people.models import Account
from banyan.programmes.study.actions.journal import acknowledge
from banyan.programmes.study.actions.shore import locked_shore
from banyan.programmes.study.models import Aboard, Batch, Course, Device, Pack, Vessel
from banyan.programmes.study.packing import contents_of, files_on_board, roster_of, seconds_of
from banyan.programmes.study.permissions import why_not_issue_pack

name_verbs({"issue_pack": gettext_lazy("issued a study pack")})


class UnableToIssuePack(RuleError):
    """The pack can't be issued so."""


@transaction.atomic
def issue_pack(
    vessel: Vessel, courses: Sequence[Course], *, title: str, base: Pack | None = None, at: datetime, by: Account | None
) -> Pack:
    """Build, sign and keep a pack of approved courses for the crew of a vessel, with acknowledgements for its devices.

    Raise UnableToIssuePack. With ``base``, an earlier pack of the vessel, only files that it didn't bring are inside.
    """
    shore = locked_shore()
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    chosen = list(
        Course.objects.select_for_update(of=("self",)).filter(pk__in=[course.pk for course in courses]).select_related("organisation")
    )
    if by is not None and (reason := why_not_issue_pack(by, vessel, chosen)):
        raise UnableToIssuePack(reason)
    _refuse(vessel, chosen, base)
    contents = contents_of(chosen, CreditRule())
    heard = set(Batch.objects.filter(writer__in=vessel.devices.values("ident")).values_list("writer", flat=True))
    secret = bytes.fromhex(shore.secret)
    manifest = Manifest(
        number=(Pack.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        issued=seconds_of(at),
        title=title.strip() or str(chosen[0]),
        store=shore.store,
        key=public_of(secret).hex(),
        courses=contents.courses,
        files={name: len(content) for name, content in contents.files.items()},
        roster=roster_of(list(Aboard.objects.now().filter(vessel=vessel).select_related("learner__person"))),
        revoked=tuple(Device.objects.filter(revoked_at__isnull=False).order_by("ident").values_list("ident", flat=True)),
        acknowledgements=tuple(acknowledge(ident, by=None).hex() for ident in sorted(heard)),
        base=base.number if base else None,
    )
    return _keep(manifest, contents.files, vessel=vessel, courses=chosen, base=base, secret=secret, at=at, by=by)


def _refuse(vessel: Vessel, courses: Sequence[Course], base: Pack | None) -> None:
    if vessel.ended_on is not None:
        raise UnableToIssuePack(_("%(vessel)s sails no longer. Choose another vessel.") % {"vessel": vessel})
    if not courses:
        raise UnableToIssuePack(_("Choose at least one course."))
    for course in courses:
        if course.state != Course.State.APPROVED:
            raise UnableToIssuePack(
                _("“%(course)s” is %(state)s. Only what was approved goes to sea.")
                % {"course": course, "state": course.get_state_display()}
            )
    if base is not None and base.vessel_id != vessel.pk:
        raise UnableToIssuePack(_("Pack %(number)d went to another vessel, so nothing can build on it here.") % {"number": base.number})


def _keep(
    manifest: Manifest,
    contents: dict[str, bytes],
    *,
    vessel: Vessel,
    courses: Sequence[Course],
    base: Pack | None,
    secret: bytes,
    at: datetime,
    by: Account | None,
) -> Pack:
    code = vessel.organisation.code if vessel.organisation else ""
    try:
        content = build(manifest, contents, secret=secret, held=files_on_board(base))
        said = manifest_bytes(manifest)
    except PackError as error:
        raise UnableToIssuePack(str(error)) from error
    file = files.store(content, name=f"{vessel.code}-{manifest.number}.pack", kind="application/zip", organisation_code=code)
    pack = Pack.objects.create(
        number=manifest.number,
        vessel=vessel,
        title=manifest.title,
        base=base,
        file=file,
        manifest=json.loads(said),
        issued_at=at,
        issued_by=by,
    )
    pack.courses.set(courses)
    said_of = {"vessel": vessel.code, "bytes": len(content), "courses": [course.title for course in courses]}
    record("issue_pack", "pack", pack.number, actor=by.uuid if by else None, label=str(pack), organisation_code=code, difference=said_of)
    return pack
