"""What has to outlive a restart: small tables in the state directory, none of which holds mail."""
