/** What is known of the installation when its pages are built. */

/** The bot's name in Telegram, without @; empty where there is none. */
export const TELEGRAM_BOT = process.env.NEXT_PUBLIC_CIVIC_TELEGRAM_BOT ?? "";
