"""The bot: reads what people write to it, calls the same services as the web, answers."""
