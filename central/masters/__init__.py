"""Masters as people keep them: files, proposals, trials, versions, pages."""
