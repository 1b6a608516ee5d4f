import type { ReactNode } from "react";

import { StaffShell } from "@/components/shell/staff-shell";
import { ToastProvider } from "@/components/ui/toast";
import { Keys } from "@/features/shortcuts/components/keys";
import { Palette } from "@/features/shortcuts/components/palette";
import { Providers } from "@/lib/providers";

export default function StaffLayout({ children }: { children: ReactNode }) {
  return (
    <Providers>
      <ToastProvider>
        <StaffShell tools={<Palette />}>{children}</StaffShell>
        <Keys />
      </ToastProvider>
    </Providers>
  );
}
