/** What `scripts/ahead.mjs` asked the server for before this had come, by address. */

type Answers = Record<string, Promise<Response | null> | undefined>;

declare global {
  interface Window {
    civicAhead?: Answers;
  }
}

/** The answer to a read that was begun ahead, once; null when there was none or it failed. */
export async function aheadTake({ method, url }: Request): Promise<Response | null> {
  const answers = typeof window === "undefined" ? undefined : window.civicAhead;
  const answer = method === "GET" ? answers?.[url] : undefined;
  if (answer === undefined) return null;
  delete answers?.[url];
  return answer;
}
