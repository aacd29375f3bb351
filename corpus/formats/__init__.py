"""One module per format of news files, each from bytes to drafts. Imports `corpus`, nothing else of ours."""
