"""What does the comparison with a published path analyser need: questions, a world on the wire, a process apart?"""
