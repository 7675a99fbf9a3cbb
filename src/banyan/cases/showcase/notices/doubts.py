"""Warnings: places that can't be read for sure, each with a stable code and a sentence for the clerk."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_case": _("No case was found in this file. Check that it is the right one, or add the cases by hand."),
    "year_missing": _("The year of the collection is not stated for sure. Enter it."),
    "year_unclear": _("More than one year is named. Enter the year of the collection."),
    "region_missing": _("The region is not stated for sure. Enter it."),
    "region_unclear": _("More than one region is named. Enter the region that the notice is about."),
    "region_elsewhere": _(
        "This office doesn't look after the region of the notice, so its cases get no city. Mend the region if it is wrong."
    ),
    "total_unclear": _("More than one number of selected cases is named. Enter the right one."),
    "rank_unclear": _("More than one rank is named. Enter the right one."),
    "total_small": _("The notice holds more cases than it says were selected. Check both."),
    "town_missing": _("The town or unit of this case was not found. Enter it."),
    "title_missing": _("The title of this case was not found. Enter it."),
    "category_missing": _("The category cell of this row is empty. Enter the category, or leave it open."),
    "heading_unsure": _("This line was taken for the heading of a case, though nothing but its place says so. Check it."),
    "category_unsure": _("This line was taken for a category. Check it."),
    "subtitle_joined": _("This line was joined to the subtitle before it. Check that both belong together."),
    "title_joined": _("This line was joined to the title before it. Check that both belong together."),
    "body_unsure": _("This line stands apart and was kept in the text of the case before it. Check it."),
    "line_unplaced": _("This line belongs to no case for sure and was left out. Check it."),
    "table_unread": _("The columns of this table could not be told apart. Enter its cases by hand."),
    "listed_in_sentence": _("These cases were found inside a sentence, without text of their own. Check them."),
    "title_twice": _("This case stands in the notice more than once. Keep one of the two."),
    "letters_lost": _("Some characters of this line are damaged. Compare it with the original."),
    "figure_unclear": _("A number in this case may be one number or two (such as 1，200). Enter the figure."),
    "programme_tied": _("The words of this case fit more than one programme equally. Choose the programme."),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that a person must look at: the line's number in the file, its cleaned text, and the code of the reason."""

    line: int
    text: str
    code: str

    @property
    def why(self) -> str:
        """The reason as a sentence in the language of the moment."""
        return str(REASONS[self.code])
