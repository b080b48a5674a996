package assets

import _ "embed"

//go:embed schema/result.schema.json
var resultSchema []byte

// ResultSchema is the JSON Schema (2020-12) of the document that --json prints:
// version 1, one schema for all commands.
func ResultSchema() []byte { return append([]byte(nil), resultSchema...) }
