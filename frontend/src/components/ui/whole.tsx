import type { ReactNode } from "react";

/** `<n>` in a message: what must not be broken at its hyphens, such as the number of a session. */
export const whole = {
  n: (words: ReactNode) => <span className="whitespace-nowrap">{words}</span>,
};
