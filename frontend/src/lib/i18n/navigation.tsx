import { createNavigation } from "next-intl/navigation";
import type { ComponentProps } from "react";

import { routing } from "./routing";

const navigation = createNavigation(routing);

/** Links and the router of this project: they keep the language of the page. */
export const { usePathname, useRouter } = navigation;

/**
 * Fetches nothing ahead: on a cheap phone the pages that few open next would hold up the one
 * that is open.
 */
export function Link(props: ComponentProps<typeof navigation.Link>) {
  return <navigation.Link prefetch={false} {...props} />;
}
