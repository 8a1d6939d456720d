"""Looking after open payment links, beside the mail."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from scrubber.errors import ScrubberError
from scrubber.logs import describe

if TYPE_CHECKING:
    from scrubber.config import PaymentSettings
    from scrubber.store.store import Store

log = logging.getLogger(__name__)

_GLANCE = 60.0  # seconds


async def collect(settings: PaymentSettings, store: Store) -> None:
    """See which links were paid and which have ended, until cancelled.

    Raises ConfigError and PaymentError for the provider's keys.
    """
    from scrubber.payments import provider
    from scrubber.payments.collector import Collector
    from scrubber.payments.link import PaymentLink
    from scrubber.store.payment_links import PaymentLinks

    collector: Collector | None = None
    maker = provider(settings)
    while True:
        try:
            if collector is None and store.exists:
                database = await asyncio.to_thread(store.database)
                collector = Collector(maker, PaymentLinks(database, PaymentLink))
            if collector is not None:
                await asyncio.to_thread(collector.look, time.time())
        except ScrubberError as error:
            log.warning("payment links: %s", error.public)
        except Exception as error:  # noqa: BLE001 - mail is worth more than links
            log.error("payment links: %s", describe(error))  # noqa: TRY400
        await asyncio.sleep(_GLANCE)
