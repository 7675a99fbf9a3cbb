"""The boat's own program: it needs Python, cryptography and segno, no Django, no network and no clock that is right."""
