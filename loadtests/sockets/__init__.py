"""loadtests.sockets: what one process of sockets holds, and the reference client of live events."""
