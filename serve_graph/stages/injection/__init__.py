"""The injection stage: is this text written to the model instead of to a department? (P14)."""

from serve_graph.stages.injection.stage import InjectionStage

__all__ = ["InjectionStage"]
