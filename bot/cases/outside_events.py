"""What happened with those outside the chats, in the past tense (S35, R20)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VendorsWritten:
    """Stige owes each of them one message that asks for help."""

    vendors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideUnreachable:
    """What was to go to a vendor or a customer will never arrive; `people` hear of it."""

    whom: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VendorLate:
    """The time that the vendor has to resolve it is over. No limit of the case is."""


OutsideEvent = VendorsWritten | OutsideUnreachable | VendorLate
