import type aiPanel from "@messages/uz/ai-panel.json";
import type chat from "@messages/uz/chat.json";
import type citizenPanel from "@messages/uz/citizen-panel.json";
import type common from "@messages/uz/common.json";
import type corrections from "@messages/uz/corrections.json";
import type errors from "@messages/uz/errors.json";
import type files from "@messages/uz/files.json";
import type history from "@messages/uz/history.json";
import type inbox from "@messages/uz/inbox.json";
import type landing from "@messages/uz/landing.json";
import type newMessage from "@messages/uz/new-message.json";
import type office from "@messages/uz/office.json";
import type people from "@messages/uz/people.json";
import type profile from "@messages/uz/profile.json";
import type quarantine from "@messages/uz/quarantine.json";
import type sessionDesk from "@messages/uz/session-desk.json";
import type setup from "@messages/uz/setup.json";
import type shortcuts from "@messages/uz/shortcuts.json";
import type signIn from "@messages/uz/sign-in.json";
import type site from "@messages/uz/site.json";
import type staffSignIn from "@messages/uz/staff-sign-in.json";
import type statistics from "@messages/uz/statistics.json";
import type status from "@messages/uz/status.json";
import type system from "@messages/uz/system.json";
import type triage from "@messages/uz/triage.json";

import type { Locale } from "./locales";

/** One file a namespace, `messages/<locale>/<namespace>.json`; a new one is named here twice. */
export const NAMESPACES = [
  "common",
  "errors",
  "landing",
  "new-message",
  "sign-in",
  "chat",
  "files",
  "history",
  "status",
  "profile",
  "inbox",
  "session-desk",
  "shortcuts",
  "ai-panel",
  "citizen-panel",
  "staff-sign-in",
  "site",
  "office",
  "triage",
  "corrections",
  "setup",
  "quarantine",
  "people",
  "system",
  "statistics",
] as const;
export type Namespace = (typeof NAMESPACES)[number];

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: {
      common: typeof common;
      errors: typeof errors;
      landing: typeof landing;
      "new-message": typeof newMessage;
      "sign-in": typeof signIn;
      chat: typeof chat;
      files: typeof files;
      history: typeof history;
      status: typeof status;
      profile: typeof profile;
      inbox: typeof inbox;
      "session-desk": typeof sessionDesk;
      shortcuts: typeof shortcuts;
      "ai-panel": typeof aiPanel;
      "citizen-panel": typeof citizenPanel;
      "staff-sign-in": typeof staffSignIn;
      site: typeof site;
      office: typeof office;
      triage: typeof triage;
      corrections: typeof corrections;
      setup: typeof setup;
      quarantine: typeof quarantine;
      people: typeof people;
      system: typeof system;
      statistics: typeof statistics;
    };
  }
}
