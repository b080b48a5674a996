package gitlabtest

import (
	"net/http"
	"testing"
)

// TestRevokingAnothersToken: an administrator may, others get 400.
func TestRevokingAnothersToken(t *testing.T) {
	t.Parallel()
	for admin, want := range map[bool]int{true: http.StatusNoContent, false: http.StatusBadRequest} {
		u := ada()
		u.Admin = admin
		s := start(t, WithUser(u), WithOtherToken(Token{ID: 77, Name: "of somebody else", Owner: 7}))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.URL()+"/api/v4/personal_access_tokens/77", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.Token())
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		revoked := false
		for _, token := range s.Tokens() {
			revoked = revoked || token.ID == 77 && token.Revoked
		}
		if resp.StatusCode != want || revoked != admin {
			t.Errorf("administrator %v: %d, revoked %v", admin, resp.StatusCode, revoked)
		}
	}
}
