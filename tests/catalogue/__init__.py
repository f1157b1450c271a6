"""What is known of devices, and recognising them."""
