package ui

// utf8ByDefault: Windows has no such variables, and its terminals read UTF-8.
const utf8ByDefault = true
