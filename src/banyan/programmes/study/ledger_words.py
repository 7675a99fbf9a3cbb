"""What the ledger calls study at sea."""

from django.utils.translation import gettext_lazy as _

from banyan.ledger.kinds import name_kinds, name_roles
from banyan.programmes.study.actions.credit import BY_RECEIPT, KIND

name_kinds({KIND: _("study at sea")})
name_roles({BY_RECEIPT: _("by a short message, until the records come")})
