import type { ReactNode } from "react";

import { CitizenShell } from "@/components/shell/citizen-shell";
import { ToastProvider } from "@/components/ui/toast";
import { Providers } from "@/lib/providers";

export default function CitizenLayout({ children }: { children: ReactNode }) {
  return (
    <Providers>
      <ToastProvider>
        <CitizenShell>{children}</CitizenShell>
      </ToastProvider>
    </Providers>
  );
}
