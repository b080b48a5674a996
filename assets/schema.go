package assets

import _ "embed"

//go:embed schema/result.schema.json
var resultSchema []byte

//go:embed schema/profile.schema.json
var profileSchema []byte

// ProfileSchema is the JSON Schema (2020-12) of a profile, for the editors of
// those who write one. acp-gitlab profile check knows more: addresses, secrets,
// files.
func ProfileSchema() []byte { return append([]byte(nil), profileSchema...) }

// ResultSchema is the JSON Schema (2020-12) of the document that --json prints:
// version 1, one schema for all commands.
func ResultSchema() []byte { return append([]byte(nil), resultSchema...) }
