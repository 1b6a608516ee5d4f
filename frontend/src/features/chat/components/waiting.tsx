"use client";

import { Check, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";

import { cx } from "@/lib/cx";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

import { type Progress, type Step, STEPS, type StepState, stepStates, waitingOf } from "../rules";
import { WhyDepartment } from "./why-department";

type WaitingProps = { session: SessionDetail; progress: Progress | null };

/** What happens while the citizen waits, live, and that they need not stay (P8). */
export function Waiting({ session, progress }: WaitingProps) {
  const t = useTranslations("chat.waiting");
  const nameOf = useDepartmentName();
  const waiting = waitingOf(session);
  if (waiting === null) return null;
  const states = stepStates(session, progress);
  const department = nameOf(session.department);
  return (
    <section aria-labelledby="waiting-title" className="rounded-card bg-surface p-5 shadow-card">
      <h2 id="waiting-title" className="text-lg font-bold">
        {t(`${waiting}.title`)}
      </h2>
      <p className="mt-1 text-ink-soft" role="status">
        {t(`${waiting}.text`, { department })}
      </p>
      <ol className="mt-4 flex flex-col">
        {STEPS.map((step, at) => (
          <StepRow
            key={step}
            step={step}
            state={states[step]}
            department={department}
            isLast={at === STEPS.length - 1}
          />
        ))}
      </ol>
      {session.department ? (
        <WhyDepartment session={session} department={session.department} />
      ) : null}
      <p className="mt-3 border-t border-line pt-3 text-[0.9375rem] text-ink-soft">{t("leave")}</p>
    </section>
  );
}

type StepRowProps = { step: Step; state: StepState; department: string; isLast: boolean };

const WORDS: Record<StepState, string> = {
  done: "",
  current: "font-semibold",
  ahead: "text-ink-soft",
};
const MARKS: Record<StepState, string> = {
  done: "border-ok bg-ok text-on-brand",
  current: "border-brand text-brand",
  ahead: "border-line-strong",
};

function StepRow({ step, state, department, isLast }: StepRowProps) {
  const t = useTranslations("chat.steps");
  const isChecking = step === "checked" && state !== "done";
  const said = isChecking ? t("checking") : t(step);
  const words = step === "routed" && department ? t("routedTo", { department }) : said;
  return (
    <li aria-current={state === "current" ? "step" : undefined} className="flex gap-3">
      <span aria-hidden className="flex flex-col items-center">
        <StepMark state={state} />
        {isLast ? null : (
          <span className={cx("min-h-3 w-0.5 flex-1", state === "done" ? "bg-ok" : "bg-line")} />
        )}
      </span>
      <span className={cx("pt-0.5 pb-3", WORDS[state])}>
        {words}
        <span className="sr-only"> – {t(`states.${state}`)}</span>
      </span>
    </li>
  );
}

function StepMark({ state }: { state: StepState }) {
  return (
    <span
      className={cx("grid size-7 shrink-0 place-items-center rounded-full border-2", MARKS[state])}
    >
      {state === "done" ? <Check className="size-4" strokeWidth={3} /> : null}
      {state === "current" ? <LoaderCircle className="size-4 animate-spin" /> : null}
    </span>
  );
}
