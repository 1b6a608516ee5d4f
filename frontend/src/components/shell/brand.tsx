import { Link } from "@/lib/i18n/navigation";

/** The eight-pointed star of the region's tiles: two squares, one voice in each corner. */
export function Star({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect x="6" y="6" width="20" height="20" rx="2" fill="currentColor" />
      <rect
        x="6"
        y="6"
        width="20"
        height="20"
        rx="2"
        fill="currentColor"
        transform="rotate(45 16 16)"
      />
      <path
        d="M10.5 13a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v4.5a2 2 0 0 1-2 2H16l-3.5 2.8v-2.8a2 2 0 0 1-2-2z"
        fill="var(--surface)"
      />
    </svg>
  );
}

type BrandProps = { href?: string; /** Whether phones show the star alone. */ isShort?: boolean };

export function Brand({ href = "/", isShort = false }: BrandProps) {
  return (
    <Link
      href={href}
      className="flex min-h-11 items-center gap-1.5 font-bold sm:gap-2 sm:text-lg text-ink no-underline"
    >
      <Star className="size-8 text-brand" />
      <span className={isShort ? "max-sm:sr-only" : "max-[23.5rem]:sr-only"}>CivicConnect</span>
    </Link>
  );
}
