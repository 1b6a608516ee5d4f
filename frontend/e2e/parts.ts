/** Servers of the private stack, and how one of them dies. */

import { readFileSync } from "node:fs";

type State = { pids: Record<string, number> };

function pidOf(name: string): number | undefined {
  const file = process.env.CIVIC_E2E_STATE;
  if (!file) throw new Error("Parts can be killed only in the stack of k8s.devstack.e2e.");
  return (JSON.parse(readFileSync(file, "utf8")) as State).pids[name];
}

/** Ends a part by SIGKILL with all its children, as a crash of its machine would. */
export function partKill(name: string): void {
  const pid = pidOf(name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(-pid, "SIGKILL");
}

/** Returns a question: do these parts run again, as other processes than now? */
export function partsBack(names: readonly string[]): () => boolean {
  const before = new Map(names.map((name) => [name, pidOf(name)]));
  return () => names.every((name) => pidOf(name) !== undefined && pidOf(name) !== before.get(name));
}
