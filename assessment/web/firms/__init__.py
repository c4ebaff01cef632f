"""Firms and rounds on the page of a promotion centre."""
