// Package web is the one HTTP stack of the program. The clients of GitLab and of
// ACP both use it. It decides how long to wait, what to repeat, which redirects to
// follow and whom to trust, and finds out why an answer did not come. It does not
// know GitLab.
//
// # How to start
//
// [New] makes a [Stack]; the zero [Options] will do. [Stack.Do] sends a [Request]
// and returns the [Answer], whatever its status. [Stack.HTTP] is the same for code
// that wants an [http.Client].
//
// # What it promises
//
//   - An error is a [*Failure], whose kind says where on the way the answer was
//     lost, or the error of the context.
//   - Only a GET is repeated. A redirect to another scheme, host or port is
//     reported, and nothing is sent there.
//   - Certificates are always checked. A CA file adds to those that are trusted.
//   - Bodies, lists and texts are bounded, and no header or query is ever shown.
//     [Clean] and [Text] make what somebody else wrote fit to be shown.
package web
