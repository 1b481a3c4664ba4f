"""What files hold beside their content: pure functions over bytes."""
