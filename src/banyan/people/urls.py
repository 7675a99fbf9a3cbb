"""Addresses of signing in, accounts, organisations and the audit trail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from banyan.core.permissions import who_may
from banyan.people import views

anyone = who_may("anyone")
signed_in = who_may("signed_in")

urlpatterns = [
    path("sign-in/", anyone(account.login), name="account_login"),
    path("sign-out/", anyone(account.logout), name="account_logout"),
    path("sign-up/", anyone(account.signup), name="account_signup"),
    path("inactive/", anyone(account.account_inactive), name="account_inactive"),
    path("account/", signed_in(views.account_show), name="account"),
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
    path("first-use/<slug:key>/", views.first_use, name="first_use"),
    path("organisations/", views.organisation_list, name="organisations"),
    path("accounts/", views.account_list, name="accounts"),
    path("accounts/new/", views.account_open, name="account_open"),
    path("accounts/<uuid:uuid>/", views.account_roles, name="account_roles"),
    path("accounts/roles/<int:pk>/end/", views.role_end, name="role_end"),
    path("audit/", views.audit_list, name="audit"),
]
