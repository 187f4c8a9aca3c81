"""The register over HTTP, and the strictness that every resource shares."""
