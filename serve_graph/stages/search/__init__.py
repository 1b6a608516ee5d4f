"""The search stage: the three departments that a text is most probably for (P16)."""

from serve_graph.stages.search.stage import SearchStage

__all__ = ["SearchStage"]
