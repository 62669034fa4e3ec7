"""The one place that asks models: prompts, answers, providers, records, replay, prices and limits."""
