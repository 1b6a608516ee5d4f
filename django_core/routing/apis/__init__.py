"""The pipeline over HTTP: its outcomes, its runs, its health."""
