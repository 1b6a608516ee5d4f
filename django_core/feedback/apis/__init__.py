"""What people say of the routing, and what is known of it, over HTTP."""
