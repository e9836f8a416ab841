"""Verifies webhooks by the published library: a JSON list of {secret, headers, text}; what it says to each is printed."""

import json
import sys
from datetime import datetime, timezone
from unittest import mock

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verified(secret, headers, text):
    # The library goes by the time of the day, the test by a clock of its own.
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), timezone.utc)
    try:
        with mock.patch("standardwebhooks.webhooks.datetime", wraps=datetime) as clock:
            clock.now.return_value = sent
            return Webhook(secret).verify(text, headers)
    except WebhookVerificationError as error:
        return str(error)


json.dump([verified(**call) for call in json.load(sys.stdin)], sys.stdout)
