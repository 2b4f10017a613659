"""The addresses of accounts: pages, and what stands under /api/v1/."""

from django.urls import path

from accounts.api import me, others, passwords, sessions
from accounts.views import entry, settings
from accounts.views import passwords as password_pages

urlpatterns = [
    path("signup/", entry.SignUpView.as_view(), name="signup"),
    path("login/", entry.LoginView.as_view(), name="login"),
    path("logout/", entry.log_out, name="logout"),
    path("guest/", entry.GuestView.as_view(), name="guest"),
    path("keep/", entry.KeepView.as_view(), name="keep"),
    path("account/", settings.AccountView.as_view(), name="account"),
    path("account/unblock/", settings.unblock, name="account-unblock"),
    path("account/export/", settings.export, name="account-export"),
    path("account/delete/", settings.DeleteView.as_view(), name="account-delete"),
    path("password/change/", password_pages.ChangeView.as_view(), name="password-change"),
    path("password/reset/", password_pages.ResetView.as_view(), name="password-reset"),
    path(
        "password/reset/done/", password_pages.ResetDoneView.as_view(), name="password-reset-done"
    ),
    path(
        "password/reset/complete/",
        password_pages.ResetCompleteView.as_view(),
        name="password-reset-complete",
    ),
    path(
        "password/reset/<uidb64>/<token>/",
        password_pages.ResetConfirmView.as_view(),
        name="password-reset-confirm",
    ),
]

api_urlpatterns = [
    path("users", sessions.RegisterView.as_view(), name="api-users"),
    path("auth/register", sessions.RegisterView.as_view(), name="api-register"),
    path("auth/login", sessions.LoginView.as_view(), name="api-login"),
    path("auth/guest", sessions.GuestView.as_view(), name="api-guest"),
    path("auth/keep", sessions.KeepView.as_view(), name="api-keep"),
    path("auth/refresh", sessions.RefreshView.as_view(), name="api-refresh"),
    path("auth/logout", sessions.LogoutView.as_view(), name="api-logout"),
    path("auth/password/change", passwords.PasswordChangeView.as_view(), name="api-password"),
    path("auth/password/reset", passwords.PasswordResetView.as_view(), name="api-reset"),
    path(
        "auth/password/reset/confirm",
        passwords.PasswordResetConfirmView.as_view(),
        name="api-reset-confirm",
    ),
    path("me", me.OwnView.as_view(), name="api-me"),
    path("me/export", me.ExportView.as_view(), name="api-export"),
    path("me/blocks", others.BlocksView.as_view(), name="api-blocks"),
    path("me/blocks/<str:player_id>", others.UnblockView.as_view(), name="api-unblock"),
    path("reports", others.ReportView.as_view(), name="api-reports"),
]
