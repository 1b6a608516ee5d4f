export function toCyrillic(text: string): string;
export function messageToCyrillic(message: string): string;
export function messagesToCyrillic(node: unknown): unknown;
