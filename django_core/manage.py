"""The command line of Django: ``python -m django_core.manage <command>``."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_core.config.settings")  # noqa: TID251  # says where the settings are
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
