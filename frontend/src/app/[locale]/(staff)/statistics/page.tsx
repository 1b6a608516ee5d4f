import { WithMessages } from "@/components/with-messages";
import { Statistics } from "@/features/statistics/components/statistics";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("statistics");

export default function StatisticsPage() {
  return (
    <WithMessages names={["office", "statistics"]}>
      <Statistics />
    </WithMessages>
  );
}
