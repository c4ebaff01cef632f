"""Measurements that the documents quote; ``python -m benchmarks`` takes those of speed."""
