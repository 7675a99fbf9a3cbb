"""What is kept so that copied text is found: each text once, and its fingerprints."""

from django.db import models


class Text(models.Model):
    """A text that can be looked up. It holds no words, only whose they are; the words stay with the submission or case."""

    kind = models.SlugField(max_length=20)
    ref = models.UUIDField()
    organisation_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    characters = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="similarity_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Fingerprint(models.Model):
    """Eight characters in a row of a text, as a number, and where they begin in it; each number once a text."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="fingerprints")
    value = models.BigIntegerField()
    position = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "text"], name="similarity_value")]

    def __str__(self) -> str:
        return f"{self.value:x} at {self.position}"
