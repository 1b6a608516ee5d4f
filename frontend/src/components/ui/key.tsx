/** The key that does the same; a reader hears the button alone. */
export function Key({ children }: { children: string }) {
  return (
    <kbd
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-md border-2 border-current font-sans text-sm font-bold"
    >
      {children}
    </kbd>
  );
}
