import {
  Building2,
  CircleCheck,
  CircleX,
  Clock3,
  MessageCircleReply,
  MessagesSquare,
  Search,
  Send,
  SquarePen,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { ButtonLink } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button";
import { TELEGRAM_BOT } from "@/lib/site";

type LandingProps = {
  /** Begins a new message; it stands in another room. */ newMessage: (words: string) => ReactNode;
};

/** What this is, what happens to a message and how long that takes, in words that hold. */
export function Landing({ newMessage }: LandingProps) {
  return (
    <>
      <Hero newMessage={newMessage} />
      <div className="shell-width flex flex-col gap-12 py-10 sm:py-14">
        <HowItWorks />
        <Scope />
        <Hours />
      </div>
    </>
  );
}

function Hero({ newMessage }: LandingProps) {
  const t = useTranslations("landing");
  return (
    <section className="tiles border-b border-line bg-surface">
      <div className="shell-width flex flex-col items-start gap-5 py-10 sm:py-16">
        <h1 className="max-w-2xl text-[2rem] leading-[1.15] font-bold tracking-tight sm:text-5xl">
          {t("heading")}
        </h1>
        <p className="max-w-xl text-lg text-ink-soft sm:text-xl">{t("promise")}</p>
        <div className="flex w-full flex-col gap-3 sm:w-auto sm:flex-row">
          {newMessage(t("newMessage"))}
          <ButtonLink look="secondary" href="/my/">
            <MessagesSquare aria-hidden className="size-5" />
            {t("my")}
          </ButtonLink>
        </div>
        {TELEGRAM_BOT ? (
          <a
            href={`https://t.me/${TELEGRAM_BOT}`}
            className={buttonStyle({ look: "quiet", size: "sm" })}
          >
            <Send aria-hidden className="size-5" />
            {t("telegram")}
          </a>
        ) : null}
        <p className="flex items-start gap-2 text-[0.9375rem] text-ink-soft">
          <Clock3 aria-hidden className="mt-0.5 size-5 shrink-0 text-brand" />
          {t("waiting")}
        </p>
      </div>
    </section>
  );
}

const STEPS = [
  { name: "write", icon: SquarePen },
  { name: "routed", icon: Building2 },
  { name: "answer", icon: MessageCircleReply },
] as const;

function HowItWorks() {
  const t = useTranslations("landing.how");
  return (
    <section aria-labelledby="how">
      <h2 id="how" className="text-2xl font-bold">
        {t("title")}
      </h2>
      <ol className="mt-5 grid gap-4 sm:grid-cols-3">
        {STEPS.map(({ name, icon: Icon }, at) => (
          <li key={name} className="flex flex-col gap-2 rounded-card bg-surface p-5 shadow-card">
            <span className="flex items-center justify-between">
              <Icon aria-hidden className="size-7 text-brand" strokeWidth={1.75} />
              <span aria-hidden className="text-3xl font-bold text-line-strong tabular-nums">
                {at + 1}
              </span>
            </span>
            <h3 className="text-lg font-semibold">{t(`${name}.title`)}</h3>
            <p className="text-ink-soft">{t(`${name}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

const CAN = ["utilities", "roads", "social", "order"] as const;
const CANNOT = ["emergency", "court", "secret"] as const;

function Scope() {
  const t = useTranslations("landing.scope");
  return (
    <section aria-labelledby="scope" className="grid gap-8 sm:grid-cols-2">
      <h2 id="scope" className="text-2xl font-bold sm:col-span-2">
        {t("title")}
      </h2>
      <div>
        <h3 className="font-semibold">{t("can")}</h3>
        <ul className="mt-3 flex flex-col gap-2.5">
          {CAN.map((name) => (
            <li key={name} className="flex gap-2.5">
              <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-ok" />
              {t(`canList.${name}`)}
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className="font-semibold">{t("cannot")}</h3>
        <ul className="mt-3 flex flex-col gap-2.5">
          {CANNOT.map((name) => (
            <li key={name} className="flex gap-2.5">
              <CircleX aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
              {t(`cannotList.${name}`)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Hours() {
  const t = useTranslations("landing.hours");
  return (
    <section aria-labelledby="hours" className="rounded-card bg-brand-soft p-5 sm:p-7">
      <h2 id="hours" className="text-xl font-bold">
        {t("title")}
      </h2>
      <p className="mt-2">{t("text")}</p>
      <ButtonLink look="secondary" className="mt-4" href="/status/">
        <Search aria-hidden className="size-5" />
        {t("status")}
      </ButtonLink>
    </section>
  );
}
