import { useTranslations } from "next-intl";

import { WithMessages } from "@/components/with-messages";
import { History } from "@/features/history/components/history";
import { pageTitle } from "@/lib/i18n/page";

import { NewMessageButton } from "../_parts/new-message-button";

export const generateMetadata = pageTitle("history");

export default function MyPage() {
  const t = useTranslations("common.nav");
  return (
    <WithMessages names={["history"]}>
      <History newMessage={<NewMessageButton>{t("newMessage")}</NewMessageButton>} />
    </WithMessages>
  );
}
