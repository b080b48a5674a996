package steps_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// TestNoConnectionIsOpenedAfterEnter: the connections that the verdict needs are
// opened when the paste arrives, also where the server closed those of before.
func TestNoConnectionIsOpenedAfterEnter(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		var opened atomic.Int64
		th.wire.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			opened.Add(1)
			return th.dial(ctx, network, addr)
		}
		th.wire.MaxIdleConnsPerHost = 4 // as many as the program keeps, at least
		th.to(4)
		th.wire.CloseIdleConnections()
		before := opened.Load()
		th.paste(th.gitlab.Token())
		th.wait(time.Second)
		if n := opened.Load() - before; n != 3 {
			t.Errorf("%d connections opened by the paste, want 3", n)
		}
		before = opened.Load()
		th.keys("enter")
		th.see("accepted by")
		if n := opened.Load() - before; n != 0 {
			t.Errorf("%d connections opened after Enter", n)
		}
	})
}
