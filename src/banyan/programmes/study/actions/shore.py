"""This store as devices know it: its key, and its epoch, which begins anew after every restore."""

import secrets
import time

from django.db import transaction

from banyan.core.backup import restored_mark
from banyan.kernels.journal.acknowledgement import STORE_BYTES
from banyan.kernels.journal.keys import KEY_BYTES
from banyan.programmes.study.models import Shore


@transaction.atomic
def locked_shore() -> Shore:
    """Return the row of this store under lock, made on first use; call it inside the action's transaction.

    After a restore the store may know less than it said before, so its epoch grows and devices offer the difference again.
    """
    mark = restored_mark()
    Shore.objects.bulk_create(
        [
            Shore(
                pk=1,
                store=secrets.token_hex(STORE_BYTES),
                secret=secrets.token_hex(KEY_BYTES),
                epoch=int(time.time()),
                restored=mark,
            )
        ],
        ignore_conflicts=True,
    )
    shore = Shore.objects.select_for_update().get(pk=1)
    if mark and shore.restored != mark:
        # Never less than before, also under a clock that is wrong.
        shore.epoch, shore.restored = max(int(time.time()), shore.epoch + 1), mark
        shore.save(update_fields=["epoch", "restored"])
    return shore
