"""Measurements that the documents quote; ``python -m benchmarks`` takes them."""
