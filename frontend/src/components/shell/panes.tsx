"use client";

import { ArrowLeft, PanelRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { cx } from "@/lib/cx";

type PanesProps = {
  list: ReactNode;
  listLabel: string;
  /** What is open; null shows `empty` beside the list, and the list alone on a phone. */
  detail: ReactNode;
  detailLabel: string;
  empty: ReactNode;
  aside: ReactNode;
  asideLabel: string;
  onBack: () => void;
};

/** Three panes from 1280 px on; below, the aside is a sheet; on a phone list and detail take turns. */
export function Panes(props: PanesProps) {
  const { list, listLabel, detail, detailLabel, empty, aside, asideLabel, onBack } = props;
  const isOpen = detail !== null;
  return (
    <div className="grid min-h-0 flex-1 md:grid-cols-[minmax(19rem,24rem)_1fr] xl:grid-cols-[minmax(19rem,24rem)_1fr_22rem]">
      <section
        aria-label={listLabel}
        className={cx(
          "flex min-h-0 flex-col overflow-y-auto border-r border-line",
          isOpen && "max-md:hidden",
        )}
      >
        {list}
      </section>
      <section
        aria-label={detailLabel}
        className={cx("flex min-h-0 flex-col", !isOpen && "max-md:hidden")}
      >
        {isOpen ? <DetailBar aside={aside} asideLabel={asideLabel} onBack={onBack} /> : null}
        {isOpen ? detail : empty}
      </section>
      <aside
        aria-label={asideLabel}
        className="hidden min-h-0 overflow-y-auto border-l border-line xl:block"
      >
        {aside}
      </aside>
    </div>
  );
}

type DetailBarProps = { aside: ReactNode; asideLabel: string; onBack: () => void };

/** On small screens: the way back to the list, and the aside as a sheet. */
function DetailBar({ aside, asideLabel, onBack }: DetailBarProps) {
  const t = useTranslations("common");
  const [isAsideOpen, setIsAsideOpen] = useState(false);
  return (
    <div className="flex justify-between border-b border-line bg-surface px-1 xl:hidden">
      <Button look="quiet" size="sm" className="md:invisible" onClick={onBack}>
        <ArrowLeft aria-hidden className="size-5" />
        {t("back")}
      </Button>
      <Button look="quiet" size="sm" onClick={() => setIsAsideOpen(true)}>
        <PanelRight aria-hidden className="size-5" />
        {asideLabel}
      </Button>
      <Dialog
        shape="side"
        isOpen={isAsideOpen}
        onClose={() => setIsAsideOpen(false)}
        title={asideLabel}
      >
        {aside}
      </Dialog>
    </div>
  );
}
