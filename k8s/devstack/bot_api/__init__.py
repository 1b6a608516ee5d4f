"""A local Bot API: what the bot and its developer need of Telegram, without Telegram."""
