"""What a firm asks bidders for, and what their quotes come to: a requirement document, quotes, the cheapest path."""

from assessment.tendering.comparing import QuoteComparison, QuoteTold, compare_quotes
from assessment.tendering.quotes import Quote, QuoteLine, check_quotes
from assessment.tendering.request import FunctionWanted, TenderItem, TenderRequest, tender_request

__all__ = [
    "FunctionWanted",
    "Quote",
    "QuoteComparison",
    "QuoteLine",
    "QuoteTold",
    "TenderItem",
    "TenderRequest",
    "check_quotes",
    "compare_quotes",
    "tender_request",
]
