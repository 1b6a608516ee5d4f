"""Who may not be erased, and who was (S29)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_rights_of_chat"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="is_on_legal_hold",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
