"""What follows from the facts: OWL 2 RL inferences, contradictions, and the reasons for each."""
