"""What a rate may still be when figures are missing, written naively: every bound is reasoned out with fractions."""

from fractions import Fraction


def possible_rate(parts: list, whole, others: list, smallest: str, largest: str) -> tuple[Fraction, Fraction]:
    """Least and greatest share of the whole; ``None`` is unknown.

    ``others`` are further figures that can never exceed the whole; the whole lies between ``smallest`` and
    ``largest``, and no share exceeds 1.
    """
    known = [Fraction(str(p)) for p in parts if p is not None]
    least_part = sum(known, Fraction(0))
    if whole is not None:
        least_whole = greatest_whole = Fraction(str(whole))
    else:
        at_least = [Fraction(str(o)) for o in (*parts, *others) if o is not None]
        least_whole, greatest_whole = max([Fraction(smallest), *at_least]), Fraction(largest)
    low = min(least_part / greatest_whole, Fraction(1))
    high = Fraction(1) if None in parts else min(least_part / least_whole, Fraction(1))
    return low, high
