// Package tokenpage holds the pieces of the demo's token page. gitlab/gitlabtest
// puts them together: {{name}} stands for a value. Every piece works without
// anything from the network.
package tokenpage

import _ "embed" // for the pieces

// Frame is the whole document around one of the others.
//
//go:embed frame.html
var Frame string

// Form asks for name, expiration date and scopes.
//
//go:embed form.html
var Form string

// Description is the form's optional field of newer versions.
//
//go:embed description.html
var Description string

// Scope is one row of the form.
//
//go:embed scope.html
var Scope string

// Granular asks for a fine-grained token: its access and its permissions.
//
//go:embed granular.html
var Granular string

// Resource is one resource of that form, with what can be done to it.
//
//go:embed resource.html
var Resource string

// Option is one thing to select there.
//
//go:embed option.html
var Option string

// Created shows the new token, once.
//
//go:embed created.html
var Created string

// List shows the tokens that exist; Row is one of them, LegacyItem the way to the
// form of Legacy tokens.
//
//go:embed list.html
var List string

// LegacyItem is missing from the list where only fine-grained tokens are created.
//
//go:embed legacyitem.html
var LegacyItem string

// Row is one token of the list.
//
//go:embed row.html
var Row string

// Notice is a box of words above the form.
//
//go:embed notice.html
var Notice string

// Style is the style sheet, for light and dark.
//
//go:embed style.css
var Style string

// Script is what the copy button does.
//
//go:embed copy.js
var Script string
