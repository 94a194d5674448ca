"""Parseq without a browser: documents, their formula language, and rendering to manifests.

What Parseq 0.1.112 does is described in parseq.md; `render` makes a manifest of a document, and
`check` finds what Parseq or Deforum would trip over.
"""
