"""The parts of tests/survey.py."""
