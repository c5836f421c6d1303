"""The rooms of the explorer's screen: where one is and was, what stands on top, finding, and taking out."""
