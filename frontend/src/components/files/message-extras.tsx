"use client";

import { MapPin } from "lucide-react";
import { useTranslations } from "next-intl";

import type { Message } from "@/lib/session/rules";

import { FileIcon, SizeText } from "./attach";

type MessageFile = Message["files"][number];

/** What a message carries besides its words: files, and where the matter is. */
export function MessageExtras({ message }: { message: Message }) {
  const { files, place } = message;
  return (
    <>
      {files.length > 0 ? (
        <ul className="mt-2 flex flex-col gap-2">
          {files.map((file) => (
            <li key={file.file_uuid}>
              <OneFile file={file} />
            </li>
          ))}
        </ul>
      ) : null}
      {place ? <Place {...place} /> : null}
    </>
  );
}

/** A picture is shown small; everything else is a name. Both are saved by a press. */
function OneFile({ file }: { file: MessageFile }) {
  const t = useTranslations("files");
  const { path, name, width, height, media_type } = file;
  if (path === null) {
    return (
      <span className="flex items-center gap-2 text-ink-soft">
        <FileIcon mediaType={media_type} />
        {t("pending", { name })}
      </span>
    );
  }
  const isPicture = media_type.startsWith("image/") && width !== null && height !== null;
  return (
    <a href={path} download={name} className="flex min-h-11 flex-col justify-center text-brand">
      {isPicture ? (
        // eslint-disable-next-line @next/next/no-img-element -- a private file of this server; nothing could optimize it
        <img
          src={path}
          alt=""
          width={width}
          height={height}
          loading="lazy"
          className="max-h-56 w-auto max-w-full self-start rounded-lg"
        />
      ) : null}
      <span className="flex items-center gap-2">
        {isPicture ? null : <FileIcon mediaType={media_type} />}
        <span className="min-w-0 truncate underline">{name}</span>
        <SizeText bytes={file.size_bytes} />
      </span>
    </a>
  );
}

const MAP = "https://www.openstreetmap.org/";
const NEAR = 17;

/** Nothing is asked of the map before somebody presses. */
function Place({ latitude, longitude }: NonNullable<Message["place"]>) {
  const t = useTranslations("files");
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <a
      href={`${MAP}?mlat=${latitude}&mlon=${longitude}#map=${NEAR}/${latitude}/${longitude}`}
      target="_blank"
      rel="noreferrer"
      className="mt-2 flex min-h-11 items-center gap-2 text-brand underline"
    >
      <MapPin aria-hidden className="size-5 shrink-0" />
      {t("place", { at })}
    </a>
  );
}
