"""loadtests.report: a table for the terminal and a page for the browser, from the same figures."""
