"""Singer's side: messages in, STATE out, signals."""
