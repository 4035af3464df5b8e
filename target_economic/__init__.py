"""A Singer target that posts documents to Visma e-conomic, each exactly once."""
