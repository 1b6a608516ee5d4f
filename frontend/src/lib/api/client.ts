/** The one door to the API: types from its schema, session cookie, CSRF, timeout, coded errors. */

import createClient, { type Middleware } from "openapi-fetch";

import { aheadTake } from "./ahead";
import { ApiError, apiErrorOf } from "./errors";
import type { components, paths } from "./schema.gen";

export type Schemas = components["schemas"];

const TIMEOUT_MS = 15_000;
/** A photo of 10 MB over a slow network. */
const UPLOAD_TIMEOUT_MS = 180_000;
const CSRF_COOKIE = "csrftoken";
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

function cookie(name: string): string | null {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

/** The server sets this cookie when it says who is signed in; without it nobody can be. */
export function mayBeSignedIn(): boolean {
  return cookie(CSRF_COOKIE) !== null;
}

export function signedOutNote(): void {
  document.cookie = `${CSRF_COOKIE}=; Max-Age=0; Path=/; SameSite=Lax`;
}

const csrf: Middleware = {
  onRequest({ request }) {
    const token = SAFE_METHODS.includes(request.method) ? null : cookie(CSRF_COOKIE);
    if (token) request.headers.set("X-CSRFToken", token);
    request.headers.set("Accept-Language", document.documentElement.lang || "uz");
    return request;
  },
};

/** Fetches with a limit; the caller's own signal still counts. */
async function fetchWithin(request: Request, timeoutMs: number): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const abort = () => limit.abort();
  request.signal.addEventListener("abort", abort);
  try {
    const early = await aheadTake(request);
    // eslint-disable-next-line no-restricted-globals -- this is the client that others must use
    return early ?? (await fetch(request, { signal: limit.signal }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError(limit.signal.aborted ? "TIMEOUT" : "NETWORK", 0, "");
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", abort);
  }
}

export const api = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "http://127.0.0.1" : window.location.origin,
  credentials: "same-origin",
  fetch: (request) => fetchWithin(request, TIMEOUT_MS),
});
api.use(csrf);

/** What a call that sends much is made with. */
export const patiently = {
  fetch: (request: Request) => fetchWithin(request, UPLOAD_TIMEOUT_MS),
};

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** Returns what the API answered, or throws `ApiError`. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw apiErrorOf(error, response);
  return data as T;
}
