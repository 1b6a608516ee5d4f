"""How sure the router was of the department; sessions of before do not say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_message_sent_at")]

    operations = [
        migrations.AddField(
            model_name="session", name="confidence", field=models.FloatField(null=True)
        ),
    ]
