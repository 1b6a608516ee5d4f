/** People and their roles: what may be done with whom (Q3, P35). */

import type { Schemas } from "@/lib/api/client";

export type Person = Schemas["PersonReply"];
export type Kind = Person["kind"];

export const KINDS = [
  "STAFF",
  "OPERATOR",
  "SUPERUSER",
  "CITIZEN",
] as const satisfies readonly Kind[];
export const OFFICIALS = ["STAFF", "OPERATOR", "SUPERUSER"] as const;
export type OfficialKind = (typeof OFFICIALS)[number];

export type Filters = { words: string; kind: string; isOff: boolean; page: number };

/** What the server is asked for; citizens are shown only to whoever asks for them. */
export function wantedOf({ words, kind, isOff, page }: Filters, pageSize: number) {
  const found = KINDS.find((one) => one === kind);
  return {
    ...(found ? { kind: found } : { is_official: true }),
    ...(words.trim() ? { words: words.trim() } : {}),
    ...(isOff ? { is_active: false } : {}),
    page,
    page_size: pageSize,
  };
}

export type Powers = { canMove: boolean; nextRole: "STAFF" | "OPERATOR" | null; canTurn: boolean };

/** Nobody switches themselves off; superusers and citizens keep what they are. */
export function powersOver(person: Person, ownUuid: string): Powers {
  const nextRole = {
    STAFF: "OPERATOR",
    OPERATOR: "STAFF",
    SUPERUSER: null,
    CITIZEN: null,
  } as const;
  return {
    canMove: person.kind === "STAFF",
    nextRole: nextRole[person.kind],
    canTurn: person.user_uuid !== ownUuid,
  };
}

export type Asked = {
  username: string;
  name: string;
  kind: OfficialKind;
  password: string;
  district: string;
  departments: string[];
};

const USERNAME = /^[A-Za-z0-9._@-]{3,150}$/;
export const PASSWORD_CHARS_MIN = 8;

/** The fields that are wrong before anything is sent. */
export function askedErrors(asked: Asked): (keyof Asked)[] {
  const wrong: (keyof Asked)[] = [];
  if (!USERNAME.test(asked.username)) wrong.push("username");
  if (asked.name.trim() === "") wrong.push("name");
  if (asked.password.length < PASSWORD_CHARS_MIN) wrong.push("password");
  if (asked.kind !== "SUPERUSER" && asked.district === "") wrong.push("district");
  if (asked.kind === "STAFF" && asked.departments.length === 0) wrong.push("departments");
  return wrong;
}

/** The key of an authenticator's address, in groups of four: some type it. */
export function keyOf(uri: string): string {
  const secret = /[?&]secret=([A-Z2-7]+)/i.exec(uri)?.[1] ?? "";
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
