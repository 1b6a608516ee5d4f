"""The stage operator: keeps the replicas of each stage as its InferenceStage says."""
