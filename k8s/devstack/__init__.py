"""The whole system on one machine without a cluster: real servers from packages (`make dev`)."""
