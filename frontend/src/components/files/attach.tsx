"use client";

import { FileText, Image as Picture, Paperclip, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";

import { buttonStyle } from "@/components/ui/button";
import { cx } from "@/lib/cx";
import { numberText } from "@/lib/i18n/dates";
import { type FileProblem, fileProblem, FILES_MAX, MEDIA_TYPES, sizeOf } from "@/lib/files/rules";

export type Attached = {
  files: readonly File[];
  problem: { name: string; why: FileProblem } | null;
  add: (found: readonly File[]) => void;
  remove: (file: File) => void;
  clear: () => void;
};

/** The files that a message will be sent with. */
export function useAttached(): Attached {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [problem, setProblem] = useState<Attached["problem"]>(null);
  return {
    files,
    problem,
    add: (found) => {
      let after = files;
      let refused: Attached["problem"] = null;
      for (const file of found) {
        const why = fileProblem(file, after.length);
        if (why === null) after = [...after, file];
        else refused = { name: file.name, why };
      }
      setFiles(after);
      setProblem(refused);
    },
    remove: (file) => setFiles((before) => before.filter((other) => other !== file)),
    clear: () => {
      setFiles([]);
      setProblem(null);
    },
  };
}

type AttachButtonProps = { attached: Attached; className?: string; children?: ReactNode };

/** Opens the device's own chooser; on a phone that is the camera too. */
export function AttachButton({ attached, className, children }: AttachButtonProps) {
  const t = useTranslations("files");
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={cx(
        buttonStyle({ look: "quiet", size: children ? "sm" : "icon" }),
        "relative cursor-pointer has-focus-visible:outline-3 has-focus-visible:outline-focus",
        className,
      )}
    >
      <input
        id={id}
        type="file"
        multiple
        accept={MEDIA_TYPES.join(",")}
        className="sr-only"
        onChange={(event) => {
          attached.add([...(event.target.files ?? [])]);
          // The same file may be chosen again after it was taken away.
          event.target.value = "";
        }}
      />
      <Paperclip aria-hidden className="size-5" />
      {children ?? <span className="sr-only">{t("attach")}</span>}
    </label>
  );
}

/** What is attached, each with a way to take it away, and why something was not. */
export function AttachedList({ attached }: { attached: Attached }) {
  const t = useTranslations("files");
  const { files, problem, remove } = attached;
  return (
    <>
      {files.length > 0 ? (
        <ul aria-label={t("attached")} className="flex flex-col gap-1.5">
          {files.map((file, at) => (
            <li
              key={`${file.name}-${at}`}
              className="flex items-center gap-2 rounded-xl border border-line bg-surface pl-3"
            >
              <FileIcon mediaType={file.type} />
              <span className="min-w-0 flex-1 truncate">{file.name}</span>
              <SizeText bytes={file.size} />
              <button
                type="button"
                aria-label={t("remove", { name: file.name })}
                onClick={() => remove(file)}
                className="grid size-11 shrink-0 place-items-center rounded-lg text-brand hover:bg-brand-soft"
              >
                <X aria-hidden className="size-5" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <p role="status" className={problem ? "font-semibold text-bad" : "sr-only"}>
        {problem ? t(`problems.${problem.why}`, { name: problem.name, max: FILES_MAX }) : ""}
      </p>
    </>
  );
}

export function FileIcon({ mediaType }: { mediaType: string }) {
  const Icon = mediaType.startsWith("image/") ? Picture : FileText;
  return <Icon aria-hidden className="size-5 shrink-0 text-ink-soft" />;
}

export function SizeText({ bytes }: { bytes: number }) {
  const t = useTranslations("files");
  const { unit, value } = sizeOf(bytes);
  return (
    <span className="text-sm whitespace-nowrap text-ink-soft tabular-nums">
      {t(unit, { value: numberText(value, unit === "mb" ? 1 : 0) })}
    </span>
  );
}
