"""What ``scrubber doctor`` tries: everything that has to work, a module for each subject."""
