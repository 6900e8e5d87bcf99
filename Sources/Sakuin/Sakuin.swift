// SPDX-License-Identifier: Apache-2.0

// `import Sakuin` brings the public declarations of these modules: documents and schemas, analysis,
// the query language, building an index, and searching it. Everything else is for this package alone.

@_exported public import DocumentModel
@_exported public import Indexing
@_exported public import Ingest
@_exported public import QueryLanguage
@_exported public import Searching
@_exported public import TextAnalysis
