"""What can be said to Assist: sentences, and the intents they stand for."""
