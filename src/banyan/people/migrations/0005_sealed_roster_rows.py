import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import banyan.core.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_search"),
        ("people", "0004_name_initials"),
    ]

    operations = [
        migrations.AddField("rosterimport", "file_name", models.CharField(default="", max_length=200, verbose_name="file"), preserve_default=False),
        migrations.AddField("rosterimport", "file_hash", models.CharField(db_index=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("rosterimport", "sheets", models.JSONField(default=list)),
        migrations.AddField("rosterimport", "samples", banyan.core.encryption.EncryptedTextField(blank=True, default="")),
        migrations.AddField("rosterimport", "round", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("rosterimport", "staged_round", models.PositiveSmallIntegerField(default=0)),
        migrations.AlterField(
            "rosterimport",
            "file",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="roster_imports", to="core.storedfile"),
        ),
        migrations.AlterField(
            "rosterimport",
            "imported_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roster_imports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField("rosterrow", "cells", banyan.core.encryption.EncryptedTextField(blank=True, default="")),
        migrations.AddField("rosterrow", "has_note", models.BooleanField(default=False)),
        migrations.AddField("rosterrow", "candidates", models.JSONField(default=list)),
        migrations.AlterField("rosterimport", "updated", models.PositiveIntegerField(default=0, verbose_name="updated")),
        migrations.AlterField(
            "rosterrow",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("rejected", "to be repaired"),
                    ("doubtful", "to be decided"),
                    ("created", "new"),
                    ("updated", "updated"),
                    ("unchanged", "unchanged"),
                    ("dismissed", "put aside"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.RemoveField("rosterrow", "problems"),
        migrations.AddField("rosterrow", "problems", banyan.core.encryption.EncryptedTextField(blank=True, default="")),
    ]
