"""Districts, departments and who works there, over HTTP."""
