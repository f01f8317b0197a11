"""The live page in a browser: how fast it trains, plays, goes back and is dragged.

Needs Chromium and Playwright. What is computed is timed in one run beside NumPy, and beside the code of TensorFlow
Playground where a folder with that is named. What is drawn is told in milliseconds of the main thread's own time, which
others who share a machine do not add to; frames a second are what such a machine had left.
"""
