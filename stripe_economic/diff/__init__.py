"""What the current mappings would post, against what stands in e-conomic."""
