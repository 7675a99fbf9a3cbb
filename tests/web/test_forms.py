from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.utils import translation

from banyan.web.forms import DateInput, TimeInput


class VisitForm(forms.Form):
    host = forms.CharField(label="Host", max_length=5, help_text="As on the card.")
    mode = forms.ChoiceField(label="Mode", choices=[("home", "At home"), ("phone", "By phone")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    made_on = forms.DateField(label="Day", required=False, widget=DateInput)
    started = forms.TimeField(label="Start", required=False, widget=TimeInput)
    agreed = forms.BooleanField(label="Agreed")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_fresh_form_shows_no_error_and_its_hints() -> None:
    page = str(VisitForm())

    assert "error-summary" not in page
    assert 'aria-describedby="id_host_helptext"' in page
    assert 'id="id_host_helptext">As on the card.' in page


def test_fields_that_may_stay_empty_say_so() -> None:
    assert str(VisitForm()).count("(optional)") == 3


def test_the_summary_names_each_error_and_leads_to_its_field() -> None:
    page = str(VisitForm({"host": "much too long"}))

    assert "There are 3 things to mend" in page
    assert 'href="#id_host"' in page
    assert 'href="#id_mode"' in page
    assert 'href="#id_agreed"' in page
    assert 'role="alert"' in page


def test_a_wrong_field_is_told_to_screen_readers_with_its_hint_and_its_error() -> None:
    page = str(VisitForm({"host": "much too long"}))

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_host_helptext id_host_error"' in page
    assert 'id="id_host_error"' in page
    assert '<fieldset class="field wrong" aria-describedby="id_mode_error">' in page


def test_what_was_typed_is_kept() -> None:
    assert 'value="much too long"' in str(VisitForm({"host": "much too long"}))


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    form = VisitForm({"host": "Liang", "mode": "home", "agreed": "on"})
    form.add_error(None, "This visit was closed before.")

    assert "There is 1 thing to mend" in str(form)
    assert "<li>This visit was closed before.</li>" in str(form)


def test_a_radio_group_has_a_legend_and_a_tick_stands_before_its_label() -> None:
    page = str(VisitForm())

    assert "<legend>Mode</legend>" in page
    assert page.index('id="id_agreed"') < page.index("<span>Agreed</span>")


def test_days_and_times_use_the_pickers_of_the_browser() -> None:
    page = str(VisitForm(initial={"made_on": date(2026, 12, 2)}))

    assert 'type="date"' in page
    assert 'value="2026-12-02"' in page
    assert 'type="time"' in page


def test_forms_of_other_libraries_look_like_ours() -> None:
    assert 'class="field kind-text"' in VisitForm().as_p()
