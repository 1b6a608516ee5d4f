"""All addresses of the server."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from django_core.accounts.apis.sign_in import dev_inbox
from django_core.base.health import live, ready
from django_core.config.metrics import metrics

handler404 = "django_core.config.not_found.not_found"
handler500 = "django_core.base.api_errors.server_error"
handler400 = "django_core.base.api_errors.bad_request"
handler403 = "django_core.base.api_errors.forbidden"

urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    # The first of all rooms, because they are asked in this order and most requests are its.
    path("api/v1/", include("django_core.conversations.urls")),
    path("api/v1/", include("django_core.accounts.urls")),
    path("api/v1/", include("django_core.audit.urls")),
    path("api/v1/", include("django_core.departments.urls")),
    path("api/v1/", include("django_core.prompts.urls")),
    path("api/v1/", include("django_core.notifications.urls")),
    path("api/v1/", include("django_core.files.urls")),
    path("api/v1/", include("django_core.feedback.urls")),
    path("", include("django_core.routing.urls")),
    path("", include("django_core.telegram.urls")),
]
if settings.DEV_INBOX:
    urlpatterns.append(path("dev/inbox", dev_inbox, name="dev-inbox"))
