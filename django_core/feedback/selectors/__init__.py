"""What is known of the routing: its figures, its corrections, who voted."""

from django_core.feedback.selectors.accuracy import LabelFact, routing_labels
from django_core.feedback.selectors.corrections import (
    CorrectionsWanted,
    CorrectionUnknown,
    Voter,
    correction_get,
    corrections_list,
    corrections_visible,
    influenced_list,
    voters_list,
)
from django_core.feedback.selectors.lessons import confirmed_recently, lesson_counts
from django_core.feedback.selectors.statistics import (
    PeriodRefused,
    Statistics,
    StatisticsWanted,
    statistics_get,
)
from django_core.feedback.selectors.tables import Cell, statistics_table

__all__ = [
    "Cell",
    "CorrectionUnknown",
    "CorrectionsWanted",
    "LabelFact",
    "PeriodRefused",
    "Statistics",
    "StatisticsWanted",
    "Voter",
    "confirmed_recently",
    "correction_get",
    "corrections_list",
    "corrections_visible",
    "influenced_list",
    "lesson_counts",
    "routing_labels",
    "statistics_get",
    "statistics_table",
    "voters_list",
]
