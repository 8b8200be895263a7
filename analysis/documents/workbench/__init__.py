"""The evidence workbench: one page without a server in which a person checks levels against passages."""
