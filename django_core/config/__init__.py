"""The composition root: nobody imports it; importing it makes the Celery application known."""

from django_core.config.celery import app as celery_app

__all__ = ["celery_app"]
