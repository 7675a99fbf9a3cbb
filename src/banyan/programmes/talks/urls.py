"""Addresses of talks."""

from django.urls import path

from banyan.programmes.talks.views import dispatch, library, menu, orders, recordings, scripts

urlpatterns = [
    path("talks/<slug:slug>/order/", orders.order_menu, name="order_talk"),
    path("talks/<slug:slug>/order/<uuid:uuid>/", orders.order_talk_form, name="order_topic"),
    path("office/programmes/<uuid:uuid>/orders/new/", orders.order_enter, name="order_enter"),
    path("office/talks/dispatch/", dispatch.talk_orders, name="talk_orders"),
    path("office/orders/<uuid:uuid>/dispatch/", dispatch.talk_dispatch, name="talk_dispatch"),
    path("office/talks/topics/", menu.topic_list, name="topics"),
    path("office/talks/topics/new/", menu.topic_new, name="topic_new"),
    path("office/talks/topics/<uuid:uuid>/", menu.topic_show, name="topic"),
    path("office/talks/topics/<uuid:uuid>/edit/", menu.topic_edit, name="topic_edit"),
    path("office/talks/topics/<uuid:uuid>/retire/", menu.topic_retire, name="topic_retire"),
    path("office/talks/topics/<uuid:uuid>/files/", menu.topic_file_add, name="topic_file_add"),
    path("office/talks/topics/<uuid:uuid>/files/<int:pk>/", menu.topic_file, name="topic_file"),
    path("office/talks/topics/<uuid:uuid>/files/<int:pk>/drop/", menu.topic_file_drop, name="topic_file_drop"),
    path("office/talks/topics/<uuid:uuid>/write/", scripts.script_write, name="script_write"),
    path("office/talks/topics/<uuid:uuid>/compare/", scripts.script_compare, name="script_compare"),
    path("office/talks/topics/<uuid:uuid>/scripts/<int:number>/", scripts.script_show, name="script"),
    path("office/talks/topics/<uuid:uuid>/scripts/<int:number>/<slug:verb>/", scripts.script_step, name="script_step"),
    path("office/activities/<uuid:uuid>/recordings/", recordings.recording_add, name="recording_add"),
    path("office/recordings/<uuid:uuid>/edit/", recordings.recording_edit, name="recording_edit"),
    path("office/recordings/<uuid:uuid>/consent-ended/", recordings.recording_consent, name="recording_consent"),
    path("office/recordings/<uuid:uuid>/delete/", recordings.recording_drop, name="recording_drop"),
    path("office/recordings/<uuid:uuid>/<slug:verb>/", recordings.recording_step, name="recording_step"),
    path("recordings/<uuid:uuid>/", library.recording_show, name="recording"),
    path("recordings/<uuid:uuid>/audio", recordings.recording_audio, name="recording_audio"),
    path("recordings/<uuid:uuid>/audio.<slug:extension>", recordings.recording_enclosure, name="recording_enclosure"),
    path("talks/<slug:slug>/library/", library.library, name="library"),
    path("talks/<slug:slug>/podcast.xml", library.podcast, name="podcast"),
    path("talks/<slug:slug>/podcast.png", library.podcast_cover, name="podcast_cover"),
]
