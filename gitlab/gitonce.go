package gitlab

import (
	"strings"
	"sync"
)

// gitAnswers are git's answers by path. It is safe for concurrent use.
type gitAnswers struct {
	mu   sync.Mutex
	said map[string]func() outcome
}

// AskingGitOnce returns a client that asks git once about each repository, also
// where it is looked at by two of its paths: a moved project is found by its
// old path, too.
func (c *Client) AskingGitOnce() *Client {
	once := *c
	once.git = &gitAnswers{said: map[string]func() outcome{}}
	return &once
}

// about returns what git said about path; ask asks, the first time.
func (g *gitAnswers) about(path string, ask func() outcome) outcome {
	path = strings.ToLower(path)
	g.mu.Lock()
	answer, ok := g.said[path]
	if !ok {
		answer = sync.OnceValue(ask)
		g.said[path] = answer
	}
	g.mu.Unlock()
	return answer()
}
