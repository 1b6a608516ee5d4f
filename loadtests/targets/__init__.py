"""loadtests.targets: what one arrival does at the graph, on the whole path, at the sockets."""
