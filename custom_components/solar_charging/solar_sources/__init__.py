"""The estimator's ties to Home Assistant: tables computed aside, skies from other integrations, history from the recorder."""
