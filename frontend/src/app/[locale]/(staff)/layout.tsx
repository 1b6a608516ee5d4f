import type { ReactNode } from "react";

import { StaffShell } from "@/components/shell/staff-shell";
import { ToastProvider } from "@/components/ui/toast";
import { Providers } from "@/lib/providers";

export default function StaffLayout({ children }: { children: ReactNode }) {
  return (
    <Providers>
      <ToastProvider>
        <StaffShell>{children}</StaffShell>
      </ToastProvider>
    </Providers>
  );
}
