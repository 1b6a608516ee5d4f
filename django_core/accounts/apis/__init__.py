"""Signing in and out over HTTP, and what people change of their own access."""
