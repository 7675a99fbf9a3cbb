"""What every template knows: size of print, language, footer, and whether this is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from banyan.web.choices import LANGUAGES, chosen_elder, chosen_language, size_beside


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``elder``, ``smaller``, ``larger``, ``language``, ``other_language``, ``footer``, ``demo`` and ``here``."""
    elder, language = chosen_elder(request), chosen_language(request)
    return {
        "elder": elder,
        "smaller": size_beside(elder, -1) if elder else "",
        "larger": size_beside(elder, 1) if elder else "",
        "language": language,
        "other_language": next(other for other in LANGUAGES.values() if other != language),
        "footer": settings.FOOTER,
        "demo": settings.DEMO,
        "here": request.get_full_path(),
    }
