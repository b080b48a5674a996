package gitlab

import (
	"context"
	"encoding/json"
	"net/http"

	"acp-gitlab/gitlab/web"
)

const (
	// maxAddresses bounds the addresses of one token. GitLab keeps five.
	maxAddresses = 10
	// maxIP is how long an address is at most, in characters: IPv6 with a zone.
	maxIP = 64
)

// LastUsedFrom returns the addresses that the client's own token was last used
// from, the latest first; none where this GitLab does not tell. GitLab docs:
// "Personal access tokens API", last_used_ips; client-go does not know it.
func (c *Client) LastUsedFrom(ctx context.Context) []string {
	answer, err := c.stack.Do(ctx, web.Request{
		Method: http.MethodGet, URL: c.in.Join("/api/v4/personal_access_tokens/self", nil),
		Header: http.Header{"Authorization": {"Bearer " + c.token.Reveal()}},
	})
	if err != nil || answer.Status != http.StatusOK {
		return nil
	}
	var self struct {
		IPs []string `json:"last_used_ips"`
	}
	if json.Unmarshal(answer.Body, &self) != nil {
		return nil
	}
	var out []string
	for _, ip := range self.IPs[:min(maxAddresses, len(self.IPs))] {
		out = append(out, c.clean(ip, maxIP))
	}
	return out
}
