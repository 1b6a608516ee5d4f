"""k8s.stage_operator: the program; by module, so that no folder of its own gets on the path."""

import asyncio
import logging
import sys

import structlog

from k8s.stage_operator.handlers import Operator, operator_run
from k8s.stage_operator.settings import OperatorSettings, SettingsInvalid


def _logs_to_json() -> None:
    """Write each event of this process, kopf's too, as one line of JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("httpx", "httpx2"):  # They tell each request, and there is one every few seconds.
        logging.getLogger(name).setLevel(logging.WARNING)


async def _run(settings: OperatorSettings) -> None:
    await operator_run(Operator(settings))


def main() -> int:
    """Run the operator until it is told to stop; 2 when its environment is not usable."""
    _logs_to_json()
    try:
        settings = OperatorSettings.from_environment()
    except SettingsInvalid as error:
        sys.stderr.write(f"{error}\n")
        return 2
    asyncio.run(_run(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
