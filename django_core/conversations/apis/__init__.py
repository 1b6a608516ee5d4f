"""Sessions and messages over HTTP."""
