"""loadtests.submit: what saving a message costs beside a bare INSERT of the same two rows."""
