"""The pull: every source asked, what came put in order, what is missing said."""
