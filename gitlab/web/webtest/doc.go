// Package webtest is what a server inside this process is made of, whatever it
// plays: where it listens, on a port or in memory; what it has seen; gates that
// keep requests waiting; faults of the wire; certificates. Both embedded servers
// stand on it, gitlabtest and acptest. It knows neither of them and nothing else
// of the project, and does not need package testing.
package webtest
