"""The consultant's page in rooms: opening a firm, verifying its answers, comments, the signed report."""
