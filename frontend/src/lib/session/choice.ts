/** When a choice of a department is complete: which one, and why (P25). */

export const REASON_CHARS_MIN = 10;
export const REASON_CHARS_MAX = 1_000;

export type ChoiceErrors = { department?: "departmentMissing"; reason?: "reasonShort" };

/** What is missing; the first department of a session needs no reason, a move does. */
export function choiceErrors(
  department: string | null,
  reason: string,
  isReasonNeeded: boolean,
): ChoiceErrors {
  const errors: ChoiceErrors = {};
  if (department === null) errors.department = "departmentMissing";
  if (isReasonNeeded && reason.trim().length < REASON_CHARS_MIN) errors.reason = "reasonShort";
  return errors;
}
