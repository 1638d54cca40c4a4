"""What customers will buy: two-part model, naive rules and their back-test."""
