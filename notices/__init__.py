"""What the organisation sends out: notices to people as e-mail and letters, payment files to finance."""
