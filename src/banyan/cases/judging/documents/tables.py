"""The sheets of the archive: everything that decided, in tables that an office can read."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from banyan.cases.judging.models import Judging
from banyan.cases.judging.queries.conflicts import conflicts_among, known_cases
from banyan.cases.judging.queries.selection import decisions_of, names_for, newest_selection
from banyan.cases.judging.words import say_decision, say_rule

Sheet = tuple[str, Sequence[tuple[str, bool]], Iterable[Sequence[object]]]


def tables_of(judging: Judging) -> Iterator[Sheet]:
    """Yield (name, head, rows) of each sheet."""
    yield _decisions(judging)
    yield _scores(judging)
    yield _assignments(judging)
    yield _conflicts(judging)
    yield _judges(judging)
    yield _rules(judging)
    yield _objections(judging)
    yield _notes(judging)
    yield _certificates(judging)


def _heads(*labels: str, numbers: int = 0) -> list[tuple[str, bool]]:
    """The last ``numbers`` columns hold numbers."""
    return [(label, place >= len(labels) - numbers) for place, label in enumerate(labels)]


def _decisions(judging: Judging) -> Sheet:
    names, selection = names_for(judging), newest_selection(judging)
    head = _heads(_("Reference number"), _("Case"), _("City"), _("Unit"), _("Selected"), _("What decided"))
    head += _heads(_("Place"), _("Calibrated score"), _("±"), _("Mean"), _("Scores"), numbers=5)
    rows = (
        [
            row.submission.mark,
            row.submission.title,
            str(row.submission.city or ""),
            str(row.submission.organisation),
            _("selected") if row.is_winner else _("not selected"),
            say_decision(row, names),
            row.place,
            *(
                None if value is None else value / 1000
                for value in (row.score_thousandths, row.uncertainty_thousandths, row.raw_thousandths)
            ),
            row.reviews,
        ]
        for row in (decisions_of(selection).order_by("place", "submission__number") if selection else ())
    )
    return _("Decisions"), head, rows


def _scores(judging: Judging) -> Sheet:
    criteria = list(judging.call.criteria.all())
    head = _heads(_("Reference number"), _("Case"), _("Judge"), _("State"), _("Remark"))
    head += _heads(*(criterion.name for criterion in criteria), _("Together"), numbers=len(criteria) + 1)
    assignments = judging.assignments.select_related("submission", "submission__call", "judge", "judge__account")

    def rows() -> Iterator[Sequence[object]]:
        for row in assignments.prefetch_related("marks").order_by("submission__number", "judge__number", "pk"):
            given = {mark.criterion_id: mark.points for mark in row.marks.all()}
            points = [given.get(criterion.pk) for criterion in criteria]
            if any(point is not None for point in points):
                total = None if None in points else sum(point or 0 for point in points)
                yield [row.submission.mark, row.submission.title, str(row.judge), row.get_state_display(), row.remark, *points, total]

    return _("Scores"), head, rows()


def _assignments(judging: Judging) -> Sheet:
    head = _heads(_("Reference number"), _("Case"), _("Judge"), _("State"), _("Reason"), _("Given by hand"))
    rows = judging.assignments.select_related("submission", "submission__call", "judge", "judge__account")
    lines = (
        [
            row.submission.mark,
            row.submission.title,
            str(row.judge),
            row.get_state_display(),
            row.reason,
            _("Yes") if row.by_hand else _("No"),
        ]
        for row in rows.order_by("submission__number", "judge__number", "pk")
    )
    return _("Who judges what"), head, lines


def _conflicts(judging: Judging) -> Sheet:
    judges = list(judging.judges.select_related("account", "unit"))
    cases = known_cases(judging)
    found = conflicts_among(judging, judges, cases)
    head = _heads(_("Judge"), _("Reference number"), _("Case"), _("Why"), _("Detail"))
    rows = (
        [str(judge), case.mark, case.title, str(conflict.kind.label), conflict.detail]
        for judge in judges
        for case in cases
        for conflict in found.get((judge.pk, case.pk), ())
    )
    return _("Conflicts"), head, rows


def _judges(judging: Judging) -> Sheet:
    head = _heads(_("Judge"), _("Own unit"), _("State"), _("Reason"), _("Knows"), _("No."), numbers=1)
    rows = (
        [str(judge), str(judge.unit), judge.get_state_display(), judge.reason, "、".join(map(str, judge.categories.all())), judge.number]
        for judge in judging.judges.select_related("account", "unit").prefetch_related("categories")
    )
    return _("Judges"), head, rows


def _rules(judging: Judging) -> Sheet:
    names = names_for(judging)
    fields = {field.name: field for field in Judging._meta.fields}
    settings = [
        [str(fields[name].verbose_name), str(getattr(judging, name) if getattr(judging, name) is not None else "—")]
        for name in ("winners", "judges_per_case", "unit_most", "floor_points", "reviews_least", "former_years", "disagreement_points")
    ]
    settings += [[_("Criteria"), f"{criterion.name} {criterion.weight}"] for criterion in judging.call.criteria.all()]
    settings += [[_("Rules"), say_rule(rule, names)] for rule in judging.rules.all()]
    settings += [[_("Cases that can't win"), f"{row.submission} {row.reason}"] for row in judging.exclusions.select_related("submission")]
    settings += [[_("Number for the lots"), str(judging.seed)]]
    return _("Rules"), _heads(_("Rule"), _("Detail")), settings


def _objections(judging: Judging) -> Sheet:
    head = _heads(_("Received"), _("From"), _("About"), _("Objection"), _("Outcome"), _("Answer"))
    rows = (
        [row.received_on, row.raised_by, str(row.submission or ""), row.text, row.get_outcome_display(), row.answer]
        for row in judging.objections.select_related("submission")
    )
    return _("Objections"), head, rows


def _notes(judging: Judging) -> Sheet:
    head = _heads(_("When"), _("Case"), _("Who"), _("Remark"))
    rows = ([row.said_at, str(row.submission), str(row.said_by), row.text] for row in judging.notes.select_related("submission", "said_by"))
    return _("Discussion"), head, rows


def _certificates(judging: Judging) -> Sheet:
    head = _heads(_("certificate number"), _("Kind"), _("For"), _("Unit"), _("issued on"), _("withdrawn on"), _("Reason"))
    rows = (
        [
            row.number,
            row.get_kind_display(),
            row.submission.title if row.submission else row.get_kind_display(),
            str(row.submission.organisation if row.submission else row.award and row.award.organisation),
            row.issued_on,
            row.revoked_on,
            row.revoked_reason,
        ]
        for row in judging.certificates.select_related("submission__organisation", "award__organisation")
    )
    return _("Certificates"), head, rows
