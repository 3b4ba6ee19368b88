"""Public holidays as dates, worked out once for the years that a case may live in."""

from datetime import date
from functools import cache, lru_cache

FIRST_YEAR, LAST_YEAR = 2020, 2045


@lru_cache(maxsize=256)
def holiday_dates(place: str) -> frozenset[date] | None:
    """Those of a country or country-subdivision, as DK or DE-BY; None where it is not known."""
    # Imported here because it takes a tenth of a second, and many a policy has no holidays.
    import holidays

    country, _, subdivision = place.partition("-")
    if country not in _countries():
        return None
    try:
        found = holidays.country_holidays(country, subdivision or None, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError:
        return None
    return frozenset(found)


def places_like(place: str) -> list[str]:
    """What might have been meant: the subdivisions of a known country, else the countries."""
    country, dash, _ = place.partition("-")
    subdivisions = _countries().get(country, []) if dash else []
    return [f"{country}-{subdivision}" for subdivision in subdivisions] or list(_countries())


@cache
def _countries() -> dict[str, list[str]]:
    import holidays

    return {country: list(subdivisions) for country, subdivisions in holidays.list_supported_countries().items()}
