// Package web is the one HTTP stack of the program. The clients of GitLab and of
// ACP both use it. It decides how long to wait, what to repeat, which redirects
// to follow, whom to trust, and why an answer did not come. It knows nothing of
// GitLab, never shows a header or a query, and returns every fault as a
// *Failure.
package web
