package acptest

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// closedPort is an address of this computer that refuses every connection for
// as long as it is held. The near end of a connection keeps its port from
// everybody else and has nobody listening on it.
type closedPort struct {
	address   string
	near, far net.Conn
}

func newClosedPort() (*closedPort, error) {
	ctx := context.Background()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("acptest: listen: %w", err)
	}
	defer func() { _ = l.Close() }()
	near, err := (&net.Dialer{}).DialContext(ctx, "tcp4", l.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("acptest: dial: %w", err)
	}
	far, err := l.Accept()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("acptest: accept: %w", err), near.Close())
	}
	return &closedPort{near.LocalAddr().String(), near, far}, nil
}

// Close gives the port back.
func (p *closedPort) Close() {
	_ = p.near.Close()
	_ = p.far.Close()
}
