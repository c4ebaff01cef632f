"""What an expert may edit, loaded and checked: facts, frameworks, benchmarks, measures, providers, programmes."""
