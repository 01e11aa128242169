"""What a complete check leaves behind, so that after one edit the next one redoes little more than that."""
