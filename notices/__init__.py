"""Documents that the organisation sends: notices as e-mail and letters, payment files for finance."""
