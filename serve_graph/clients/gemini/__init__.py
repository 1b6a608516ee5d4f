"""The client of Gemini, through Google's own SDK: embeddings, decisions, a judge.

Invariant: nobody else imports ``google``, and no answer leaves here unparsed.
"""

from serve_graph.clients.gemini.connection import GeminiAccess
from serve_graph.clients.gemini.decider import GeminiDecider
from serve_graph.clients.gemini.embedder import GeminiEmbedder
from serve_graph.clients.gemini.judge import GeminiJudge

__all__ = ["GeminiAccess", "GeminiDecider", "GeminiEmbedder", "GeminiJudge"]
