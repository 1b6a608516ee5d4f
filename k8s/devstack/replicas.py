"""k8s.devstack: the replicas of the graph's stages, as processes of a stack."""

import psutil

from k8s.devstack.errors import StackError
from k8s.devstack.guard import processes_marked


def replica_kill(stack_id: str, stage: str) -> None:
    """End one replica of a stage by SIGKILL; raises ``StackError`` when there is none."""
    name = f"ServeReplica:civicconnect:{stage}"
    for pid in processes_marked(stack_id):
        try:
            process = psutil.Process(pid)
            if name in " ".join(process.cmdline()):
                process.kill()
                return
        except psutil.NoSuchProcess:
            continue  # It ended meanwhile, so it was not the replica.
    message = f"no replica of {stage} runs"
    raise StackError("NO_REPLICA", message)
