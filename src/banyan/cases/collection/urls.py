"""Addresses of calls and submissions."""

from django.urls import path

from banyan.cases.collection.views import attachments, calls, decisions, documents, similarity, submissions

urlpatterns = [
    path("office/calls/", calls.call_list, name="calls"),
    path("office/calls/new/", calls.call_new, name="call_new"),
    path("office/calls/<uuid:uuid>/", calls.call_show, name="call"),
    path("office/calls/<uuid:uuid>/edit/", calls.call_edit, name="call_edit"),
    path("office/calls/<uuid:uuid>/copy/", calls.call_copy, name="call_copy"),
    path("office/calls/<uuid:uuid>/rules/", calls.call_rules, name="call_rules"),
    path("office/calls/<uuid:uuid>/quotas/", calls.call_quotas, name="call_quotas"),
    path("office/calls/<uuid:uuid>/open/", calls.call_open, name="call_open"),
    path("office/calls/<uuid:uuid>/notices/new/", calls.call_notice_new, name="call_notice_new"),
    path("office/calls/<uuid:uuid>/announce/", calls.call_announce, name="call_announce"),
    path("office/calls/<uuid:uuid>/begin/", submissions.submission_begin, name="submission_begin"),
    path("office/calls/<uuid:uuid>/submissions/", decisions.call_submissions, name="call_submissions"),
    path("office/calls/<uuid:uuid>/decide/", decisions.submission_decide, name="submission_decide"),
    path("office/submissions/", submissions.submission_list, name="submissions"),
    path("office/submissions/<uuid:uuid>/", submissions.submission_show, name="submission"),
    path("office/submissions/<uuid:uuid>/edit/", submissions.submission_edit, name="submission_edit"),
    path("office/submissions/<uuid:uuid>/autosave/", submissions.submission_autosave, name="submission_autosave"),
    path("office/submissions/<uuid:uuid>/versions/<int:number>/", submissions.submission_version, name="submission_version"),
    path("office/submissions/<uuid:uuid>/step/<slug:verb>/", decisions.submission_step, name="submission_step"),
    path("office/submissions/<uuid:uuid>/similar/", similarity.submission_similar, name="submission_similar"),
    path("office/submissions/<uuid:uuid>/similar/<uuid:other>/", similarity.submission_beside, name="submission_beside"),
    path("office/submissions/<uuid:uuid>/photos/", attachments.photo_add, name="photo_add"),
    path("office/submissions/<uuid:uuid>/photos/<int:pk>/", attachments.photo_file, name="photo_file"),
    path("office/submissions/<uuid:uuid>/photos/<int:pk>/change/", attachments.photo_change, name="photo_change"),
    path("office/submissions/<uuid:uuid>/scans/", attachments.scan_add, name="scan_add"),
    path("office/submissions/<uuid:uuid>/scans/<int:pk>/", attachments.scan_file, name="scan_file"),
    path("office/submissions/<uuid:uuid>/word/", attachments.word_add, name="word_add"),
    path("office/submissions/<uuid:uuid>/word/place/", attachments.word_place, name="word_place"),
    path("office/submissions/<uuid:uuid>/<slug:document>.<slug:form>", documents.submission_document, name="submission_document"),
]
