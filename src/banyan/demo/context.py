"""The demo's sign-ins, shown on the sign-in page of the demo only."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from banyan.people.models import Role


def sign_ins(request: HttpRequest) -> dict[str, Any]:
    """Give the sign-in page of a demo its accounts; every other page nothing."""
    demo_file = settings.DATA / "demo.json"
    if not settings.DEMO or request.path != reverse("account_login") or not demo_file.exists():
        return {}
    rows = json.loads(demo_file.read_text())
    return {"demo_sign_ins": [row | {"role": Role(row["role"]).label} for row in rows]}
