"""The toolkit for sources over HTTP."""
