"""loadtests.crowd: citizens and staff as Locust users, for whoever wants to see a crowd at work."""
