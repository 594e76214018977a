"""Evidence that lasts: a folder that anyone can check later, with standard tools or with ours."""
