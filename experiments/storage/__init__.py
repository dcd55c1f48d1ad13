"""What is kept on disk: folders of runs and of studies."""
