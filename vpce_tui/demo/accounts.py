"""Which accounts and Regions has the made-up company?"""

from __future__ import annotations

from typing import Final

from vpce_tui.model.record import Scope

VIRGINIA: Final = "us-east-1"
IRELAND: Final = "eu-west-1"
HYDERABAD: Final = "ap-south-2"
"""The Region that is switched off."""

NETWORK: Final = Scope("111122223333", VIRGINIA)
NETWORK_EU: Final = Scope("111122223333", IRELAND)
NETWORK_OFF: Final = Scope("111122223333", HYDERABAD)
APP: Final = Scope("222233334444", VIRGINIA)
APP_EU: Final = Scope("222233334444", IRELAND)
DATA: Final = Scope("333344445555", VIRGINIA)
STAGING: Final = Scope("444455556666", VIRGINIA)
"""Its route tables may not be read."""
PARTNER: Final = Scope("555566667777", VIRGINIA)

SCOPES: Final = (NETWORK, NETWORK_EU, NETWORK_OFF, APP, APP_EU, DATA, STAGING, PARTNER)

ACCOUNT_NAMES: Final = {
    "111122223333": "prod-network",
    "222233334444": "prod-app",
    "333344445555": "prod-data",
    "444455556666": "staging",
    "555566667777": "payments-partner",
}

UNREAD_ACCOUNT: Final = "666677778888"
"""Central IT: it shares a subnet with prod-data and lets nobody read its account."""

ORGANIZATION: Final = "o-a1b2c3d4e5"

PARTNERS_ORGANIZATION: Final = "o-9z8y7x6w5v"
MANAGEMENT_ACCOUNT: Final = "777788889999"
"""The company's organization is managed from here; prod-network is the delegated administrator of its policies."""
