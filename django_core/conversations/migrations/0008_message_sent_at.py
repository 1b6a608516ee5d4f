"""When Telegram says that a message was sent (F8); absent for what was sent here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_session_by_opening")]
    operations = [
        migrations.AddField(
            model_name="message", name="sent_at", field=models.DateTimeField(null=True)
        )
    ]
