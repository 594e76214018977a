"""The bundled incident, and the local server that tells it as the five services would."""
