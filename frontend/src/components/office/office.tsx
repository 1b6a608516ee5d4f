import type { ReactNode } from "react";

type OfficeProps = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** The frame of a page of tables and figures: its name, one line about it, what can be done. */
export function Office({ title, lead, actions, children }: OfficeProps) {
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5 md:px-6">
      <header className="flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-bold">{title}</h1>
          {lead ? <p className="max-w-3xl text-ink-soft">{lead}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
