"""Addresses of study at sea."""

from django.urls import path, re_path

from banyan.programmes.study.views import courses, crews, devices, handovers, offline, port, vessels

urlpatterns = [
    path("study/offline/", offline.offline, name="offline"),
    path("study/offline/worker.js", offline.offline_worker, name="offline_worker"),
    path("study/offline/hub.css", offline.offline_style, name="offline_style"),
    path("study/offline/app.webmanifest", offline.offline_manifest, name="offline_manifest"),
    path("study/port/", port.port, name="port"),
    path("study/port/packs/<str:key>", port.port_pack, name="port_pack"),
    path("office/sea/vessels/", vessels.vessel_list, name="vessels"),
    path("office/sea/vessels/new/", vessels.vessel_new, name="vessel_new"),
    path("office/sea/vessels/<uuid:uuid>/", vessels.vessel_show, name="vessel"),
    path("office/sea/vessels/<uuid:uuid>/edit/", vessels.vessel_edit, name="vessel_edit"),
    path("office/sea/hub.pyz", vessels.hub_archive, name="hub_archive"),
    path("office/sea/devices/", devices.device_list, name="devices"),
    path("office/sea/devices/enrol/", devices.device_enrol, name="device_enrol"),
    re_path(r"^office/sea/devices/(?P<ident>[0-9a-f]{16})/$", devices.device_show, name="device"),
    re_path(r"^office/sea/devices/(?P<ident>[0-9a-f]{16})/revoke/$", devices.device_revoke, name="device_revoke"),
    re_path(r"^office/sea/devices/(?P<ident>[0-9a-f]{16})/acknowledgement/$", devices.device_acknowledge, name="device_acknowledge"),
    path("office/sea/hand-in/", handovers.handover_new, name="handover_new"),
    path("office/sea/hand-overs/", handovers.handover_list, name="handovers"),
    path("office/sea/hand-overs/<uuid:uuid>/", handovers.handover_show, name="handover"),
    path("office/sea/vessels/<uuid:uuid>/crew/", crews.crew_add, name="crew_add"),
    path("office/sea/crew/<int:pk>/leave/", crews.crew_leave, name="crew_leave"),
    path("office/sea/vessels/<uuid:uuid>/packs/new/", crews.pack_new, name="pack_new"),
    path("office/sea/packs/<int:number>/", crews.pack_show, name="pack"),
    path("office/sea/packs/<int:number>/file", crews.pack_file, name="pack_file"),
    path("office/sea/courses/", courses.course_list, name="courses"),
    path("office/sea/courses/new/", courses.course_new, name="course_new"),
    path("office/sea/courses/<uuid:uuid>/", courses.course_show, name="course"),
    path("office/sea/courses/<uuid:uuid>/edit/", courses.course_edit, name="course_edit"),
    path("office/sea/courses/<uuid:uuid>/items/new/", courses.item_edit, name="item_new"),
    path("office/sea/courses/<uuid:uuid>/items/<int:pk>/", courses.item_edit, name="item_edit"),
    path("office/sea/courses/<uuid:uuid>/items/<int:pk>/drop/", courses.item_drop, name="item_drop"),
    path("office/sea/courses/<uuid:uuid>/items/<int:pk>/move/", courses.item_move, name="item_move"),
    path("office/sea/courses/<uuid:uuid>/items/<int:pk>/<slug:kind>/", courses.item_file, name="item_file"),
    path("office/sea/courses/<uuid:uuid>/<slug:verb>/", courses.course_step, name="course_step"),
]
