"""Who may speak to whom: the named flows, read as a cluster reads them."""

import pytest

from tests.charts.rendering import of_kind, pods, rendered

OUTSIDE = "outside"  # An address in the internet.
ALLOWED = [
    (OUTSIDE, "web", 8000),
    (OUTSIDE, "sockets", 8001),
    (OUTSIDE, "frontend", 8080),
    ("web", "graph-head", 8100),
    ("worker", "graph-worker", 8100),
    ("graph-worker", "web", 8000),
    ("graph-worker", "graph-head", 6379),
    ("graph-head", "graph-worker", 12345),
    ("graph-head", "graph-gcs", 6379),
    ("operator", "graph-head", 8265),
    ("worker", OUTSIDE, 443),
    ("sender", OUTSIDE, 443),
    ("graph-worker", OUTSIDE, 443),
]
REFUSED = [
    (OUTSIDE, "graph-head", 8100),
    (OUTSIDE, "graph-head", 8265),
    (OUTSIDE, "graph-gcs", 6379),
    (OUTSIDE, "worker", 8002),
    (OUTSIDE, "operator", 8090),
    ("frontend", "graph-head", 8100),
    ("frontend", "web", 8000),
    ("sockets", "graph-head", 8100),
    ("sockets", OUTSIDE, 443),
    ("beat", OUTSIDE, 443),
    ("relay", OUTSIDE, 443),
    ("operator", OUTSIDE, 443),
    ("web", "graph-head", 8265),
    ("web", "graph-gcs", 6379),
    ("graph-worker", "worker", 8002),
    ("migrate", "web", 8000),
]


@pytest.fixture(scope="module")
def cluster():
    return Cluster(rendered("production"))


class Cluster:
    """The pods of a release and the policies that choose them."""

    def __init__(self, objects):
        self.policies = [one["spec"] for one in of_kind(objects, "NetworkPolicy")]
        self.pods = {
            pod["metadata"]["labels"]["app.kubernetes.io/component"]: pod
            for _, pod in pods(objects)
        }

    def allows(self, sender, receiver, port):
        sends = sender == OUTSIDE or self._side("Egress", sender, receiver, port)
        takes = receiver == OUTSIDE or self._side("Ingress", receiver, sender, port)
        return sends and takes

    def _side(self, direction, own, other, port):
        key, peers = ("egress", "to") if direction == "Egress" else ("ingress", "from")
        receiver = other if direction == "Egress" else own
        rules = [p for p in self.policies if self.chosen(p["podSelector"], own)]
        assert any(direction in policy["policyTypes"] for policy in rules), "nothing is denied"
        return any(
            self._port(rule.get("ports"), receiver, port) and self._peer(rule.get(peers), other)
            for policy in rules
            for rule in policy.get(key, [])
        )

    def chosen(self, selector, component):
        labels = self.pods[component]["metadata"]["labels"]
        if component.startswith("graph-") and component != "graph-gcs":
            labels = labels | {"ray.io/cluster": "x"}  # KubeRay adds it.
        wanted = selector.get("matchLabels", {})
        rules = selector.get("matchExpressions", [])
        return wanted.items() <= labels.items() and all(
            rule["key"] in labels and labels[rule["key"]] in rule.get("values", labels.values())
            for rule in rules
        )

    def _port(self, ports, receiver, number):
        if ports is None:
            return True
        names = {}
        if receiver != OUTSIDE:
            found = self.pods[receiver]["spec"]["containers"]
            names = {p["name"]: p["containerPort"] for c in found for p in c.get("ports", [])}
        return any(names.get(one["port"], one["port"]) == number for one in ports)

    def _peer(self, peers, other):
        return peers is None or any(self._is_peer(peer, other) for peer in peers)

    def _is_peer(self, peer, other):
        if other == OUTSIDE:  # People come through the ingress controller.
            is_controller = "ingress" in str(peer.get("namespaceSelector", ""))
            return is_controller or peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0"
        return "podSelector" in peer and self.chosen(peer["podSelector"], other)


@pytest.mark.parametrize(("sender", "receiver", "port"), ALLOWED)
def test_what_is_needed_passes(cluster, sender, receiver, port):
    assert cluster.allows(sender, receiver, port)


@pytest.mark.parametrize(("sender", "receiver", "port"), REFUSED)
def test_the_rest_is_refused(cluster, sender, receiver, port):
    assert not cluster.allows(sender, receiver, port)


def test_every_pod_is_denied_first(cluster):
    (deny,) = [p for p in cluster.policies if "ingress" not in p and "egress" not in p]
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert all(cluster.chosen(deny["podSelector"], component) for component in cluster.pods)


def test_servers_are_reached_at_the_peers_that_were_named(cluster):
    wanted = {5432: "10.20.0.0/28", 6379: "10.20.1.0/28"}
    for policy in cluster.policies:
        for rule in policy.get("egress", []):
            for port in rule.get("ports", []):
                if port["port"] in wanted and "ipBlock" in rule["to"][0]:
                    assert rule["to"][0]["ipBlock"]["cidr"] == wanted[port["port"]]


def test_the_doors_nginx_may_speak_to_django_only_where_it_is_the_door():
    kind = Cluster(rendered("kind"))
    assert kind.allows("frontend", "web", 8000)
    assert kind.allows("frontend", "sockets", 8001)
    assert kind.allows(OUTSIDE, "frontend", 8080)
    assert not kind.allows(OUTSIDE, "web", 8000)
