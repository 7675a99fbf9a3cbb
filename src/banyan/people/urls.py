"""Addresses of signing in, accounts, organisations, persons, rules and the audit trail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path

from banyan.core.permissions import who_may
from banyan.people.views import accounts, organisations, person_changes, persons, rules

anyone = who_may("anyone")
signed_in = who_may("signed_in")

urlpatterns = [
    path("sign-in/", anyone(account.login), name="account_login"),
    path("sign-out/", anyone(account.logout), name="account_logout"),
    path("sign-up/", anyone(account.signup), name="account_signup"),
    path("inactive/", anyone(account.account_inactive), name="account_inactive"),
    path("account/", signed_in(accounts.account_show), name="account"),
    path("account/confirm/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", signed_in(account.password_change), name="account_change_password"),
    path("account/password/set/", signed_in(account.password_set), name="account_set_password"),
    path("account/two-step/", signed_in(mfa.index), name="mfa_index"),
    path("account/two-step/authenticate/", anyone(mfa.authenticate), name="mfa_authenticate"),
    path("account/two-step/confirm/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/two-step/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/two-step/app/off/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/two-step/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/two-step/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/two-step/codes/file/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("first-use/<slug:key>/", accounts.first_use, name="first_use"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<slug:code>/", organisations.organisation_show, name="organisation"),
    path("organisations/<slug:code>/add/", organisations.organisation_add, name="organisation_add"),
    path("organisations/<slug:code>/rename/", organisations.organisation_rename, name="organisation_rename"),
    path("organisations/<slug:code>/move/", organisations.organisation_move, name="organisation_move"),
    path("organisations/<slug:code>/terms/new/", organisations.term_new, name="term_new"),
    path("organisations/<slug:code>/rules/", rules.rule_list, name="rules"),
    path("organisations/<slug:code>/rules/<slug:name>/", rules.rule_set, name="rule_set"),
    path("organisations/<slug:code>/persons/new/", person_changes.person_add, name="person_add"),
    path("persons/", persons.person_list, name="persons"),
    path("persons/former/", persons.former_list, name="former_persons"),
    path("persons/<uuid:uuid>/", persons.person_show, name="person"),
    path("persons/<uuid:uuid>/numbers/", persons.person_numbers, name="person_numbers"),
    path("persons/<uuid:uuid>/change/", person_changes.person_edit, name="person_edit"),
    path("persons/<uuid:uuid>/branch/", person_changes.person_affiliate, name="person_affiliate"),
    path("persons/<uuid:uuid>/died/", person_changes.person_died, name="person_died"),
    path("persons/<uuid:uuid>/left/", person_changes.person_left, name="person_left"),
    path("persons/<uuid:uuid>/return/", person_changes.person_return, name="person_return"),
    path("persons/<uuid:uuid>/erase/", person_changes.person_erase, name="person_erase"),
    path("persons/<uuid:uuid>/account/", person_changes.person_account, name="person_account"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.account_open, name="account_open"),
    path("accounts/<uuid:uuid>/", accounts.account_roles, name="account_roles"),
    path("accounts/roles/<int:pk>/end/", accounts.role_end, name="role_end"),
    path("audit/", accounts.audit_list, name="audit"),
    path("", include("banyan.people.roster.urls")),
]
