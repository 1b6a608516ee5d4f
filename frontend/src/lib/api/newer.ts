/** Addresses that a server may have which is newer than our copy of its schema. */

import { api, take } from "./client";
import { isApiError } from "./errors";

type Init = { params?: { query?: object }; signal?: AbortSignal };
type Answer = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type AnyApi = { GET: (path: string, init: Init) => Answer };

/** Returns the answer, or null where the server has no such address or nothing there. */
export async function takeIfThere<T>(path: string, init: Init): Promise<T | null> {
  const { GET } = api as unknown as AnyApi;
  try {
    return (await take(GET(path, init))) as T;
  } catch (error) {
    if (isApiError(error) && error.status === 404) return null;
    throw error;
  }
}
