/** How a call may fail, in the API's own shape `{code, message, data}`, plus two of the network. */

export type FieldCodes = Readonly<Record<string, string>>;

/** Refusals of the server that are about one field, although they name none. */
const CODE_FIELDS: FieldCodes = {
  PHONE_INVALID: "phone",
  PHONE_NOT_MOBILE: "phone",
  CODE_REFUSED: "code",
  SECOND_FACTOR_NEEDED: "code",
  SIGN_IN_REFUSED: "password",
  NAME_INVALID: "name",
  DISTRICT_UNKNOWN: "district",
  MESSAGE_TOO_SHORT: "text",
  MESSAGE_TOO_LONG: "text",
  MESSAGE_CHARACTERS_INVALID: "text",
  REASON_INVALID: "reason",
  PASSWORD_REFUSED: "password",
};

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
  }

  /** Trying the same again may help: the network, a busy or broken server. */
  get isTransient(): boolean {
    return this.status === 0 || this.status >= 500;
  }

  get isSignedOut(): boolean {
    return this.status === 401 && this.code === "NOT_AUTHENTICATED";
  }

  /** Whole seconds to wait, when the server said so. */
  get retryAfterS(): number | null {
    const wait = this.data.retry_after_s;
    return typeof wait === "number" ? Math.ceil(wait) : null;
  }

  /** Field → code, such as `{phone: "required"}`; the code is a key under `errors.fields`. */
  get fields(): FieldCodes {
    const own = CODE_FIELDS[this.code];
    if (own) return { [own]: this.code };
    return fieldsOf(this.data.fields);
  }
}

function fieldsOf(value: unknown): FieldCodes {
  if (typeof value !== "object" || value === null) return {};
  const first = (codes: unknown) => String(Array.isArray(codes) ? codes[0] : codes);
  return Object.fromEntries(Object.entries(value).map(([field, codes]) => [field, first(codes)]));
}

/** Reads a refused answer; whatever is not in our shape becomes `REFUSED` or `INTERNAL`. */
export function apiErrorOf(body: unknown, response: Response): ApiError {
  const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const fallback = response.status >= 500 ? "INTERNAL" : "REFUSED";
  const code = typeof told.code === "string" ? told.code : fallback;
  const message = typeof told.message === "string" ? told.message : "";
  const data = typeof told.data === "object" && told.data !== null ? told.data : {};
  const requestId = response.headers.get("X-Request-ID");
  return new ApiError(code, response.status, message, { ...data }, requestId);
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}
