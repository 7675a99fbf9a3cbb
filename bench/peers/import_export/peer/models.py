"""A person with the columns of the benchmark's roster, each as plain text; openpyxl gives None for empty cells."""

from django.db import models


class Person(models.Model):
    """What the peer keeps of a row; the identity number is unique, as it is with us."""

    name = models.CharField(max_length=60, db_index=True)
    sex = models.CharField(max_length=6)
    born = models.CharField(max_length=10)
    identity_number = models.CharField(max_length=18, unique=True)
    party = models.CharField(max_length=20, blank=True, null=True)
    joined_on = models.CharField(max_length=20, blank=True, null=True)
    status = models.CharField(max_length=10)
    retired_on = models.CharField(max_length=20, blank=True, null=True)
    former_unit = models.CharField(max_length=100, blank=True, null=True)
    former_post = models.CharField(max_length=100, blank=True, null=True)
    phone = models.CharField(max_length=20, blank=True, null=True)
    address = models.CharField(max_length=200, blank=True, null=True)
    dialects = models.CharField(max_length=100, blank=True, null=True)
    skills = models.CharField(max_length=300, blank=True, null=True)
    care_tags = models.CharField(max_length=100, blank=True, null=True)
    emergency_name = models.CharField(max_length=60, blank=True, null=True)
    emergency_phone = models.CharField(max_length=20, blank=True, null=True)

    def __str__(self) -> str:
        return self.name
