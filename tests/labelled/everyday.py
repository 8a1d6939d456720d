"""Synthetic everyday numbers that look like card numbers, many of them with a valid Luhn digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled.numbers import cut, ean, figures, iban, luhn_number, postal_item

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

IBANS: Final = (("DE", 22), ("ES", 24), ("PL", 28), ("PT", 25), ("CZ", 24), ("TR", 26), ("AT", 20))
MONTHS: Final = tuple(f"{month:02d}" for month in range(1, 13))


def tracking(rng: Random) -> str:
    """Return the number of a parcel as one of the carriers forms it."""
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"1Z{figures(rng, 3)}AA{figures(rng, 11)}",  # UPS
        lambda: figures(rng, 12),  # FedEx Express
        lambda: luhn_number(rng, 15),  # FedEx Ground
        lambda: f"00340434{figures(rng, 12)}",  # DHL
        lambda: f"9400{figures(rng, 18)}",  # USPS
        lambda: f"0{figures(rng, 13)}",  # DPD
        lambda: f"6{figures(rng, 23)}",  # InPost
        lambda: f"PQ{figures(rng, 11)}{figures(rng, 5)}X",  # Correos
        lambda: luhn_number(rng, 14, "80"),  # Pochta Rossii
        lambda: luhn_number(rng, 14, "204"),  # Nova Poshta
        lambda: postal_item(rng, rng.choice(("DE", "PL", "RU", "NL"))),
    )
    return rng.choice(forms)()


def imei(rng: Random) -> str:
    """Return an IMEI with its Luhn digit (3GPP TS 23.003 annex B), by chance in groups."""
    number = luhn_number(rng, 15, rng.choice(("35", "86", "01")))
    return rng.choice(
        (number, "-".join(cut(number, (2, 6, 6, 1))), " ".join(cut(number, (2, 6, 6))))
    )


def iccid(rng: Random) -> str:
    """Return the number of a SIM card with its Luhn digit (ITU-T E.118)."""
    return luhn_number(rng, 19, "89")


def siret(rng: Random) -> str:
    """Return a SIRET: a SIREN and an office number, both with their Luhn digit."""
    siren = luhn_number(rng, 9)
    return luhn_number(rng, 14, siren + "000")


def account(rng: Random) -> str:
    """Return an IBAN, by chance in groups of four."""
    number = iban(rng, *rng.choice(IBANS))
    return " ".join(cut(number, (4,) * 8)) if rng.random() < 0.6 else number


def article(rng: Random) -> str:
    """Return an EAN-13 or ISBN-13."""
    return ean(rng, rng.choice(("40", "50", "59", "978", "46", "30", "87")))


def long_order(rng: Random) -> str:
    """Return a shop system's order number of 12 to 18 digits; half of them pass Luhn."""
    length = rng.choice((12, 14, 15, 16, 16, 18))
    prefix = rng.choice(("20260", "1", "7", "9", "30", "45", "52", "8"))
    return luhn_number(rng, length, prefix) if rng.random() < 0.5 else figures(rng, length)


def identity(rng: Random) -> str:
    """Return a label and the number of a person or company with that state."""
    month, day = rng.choice(MONTHS), f"{rng.randint(1, 28):02d}"
    birth = f"{rng.randint(50, 99)}{month}{day}"
    forms = (
        f"PESEL {birth}{figures(rng, 5)}",
        f"SIRET {siret(rng)}",
        f"SIRET : {' '.join(cut(siret(rng), (3, 3, 3)))}",
        f"ИНН {figures(rng, 12)}",
        f"CPF {'.'.join(cut(figures(rng, 9), (3, 3)))}-{figures(rng, 2)}",
        f"T.C. Kimlik No {figures(rng, 11)}",
        f"rodné číslo {birth}/{figures(rng, 4)}",
        f"codice fiscale RSSMRA{rng.randint(50, 99)}A{day}H501Z",
        f"BSN {figures(rng, 9)}",
        f"USt-IdNr. DE{figures(rng, 9)}",
        f"ID number {luhn_number(rng, 13, birth)}",
    )
    return rng.choice(forms)


EVERYDAY: Final[dict[str, Callable[[Random], str]]] = {
    "tracking": tracking,
    "imei": imei,
    "iban": account,
    "ean": article,
    "long": long_order,
}
