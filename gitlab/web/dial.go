package web

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// familyDelay is how long the second address family waits for the first
// (RFC 8305 calls for 250 ms; Go takes 300).
const familyDelay = 300 * time.Millisecond

// dialer looks up names and connects, each within its limit; net.Dialer has
// one limit for both. The addresses found are kept for whoever asks later on a
// connection that is open already.
type dialer struct {
	lookup func(ctx context.Context, network, host string) ([]netip.Addr, error)
	limit  time.Duration
	net    net.Dialer
	// fixed takes the place of names and connections in tests.
	fixed func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	found map[string][]string
}

func newDialer(o Options) *dialer {
	d := &dialer{lookup: o.Lookup, limit: phaseLimit, fixed: o.Dial, found: map[string][]string{}}
	if d.lookup == nil {
		d.lookup = net.DefaultResolver.LookupNetIP
	}
	return d
}

// dial is http.Transport's DialContext.
func (d *dialer) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	// It runs in a goroutine of net/http, which recovers nothing.
	if p := Catch(func() { conn, err = d.connect(ctx, network, address) }); p != nil {
		return nil, p
	}
	return conn, err
}

func (d *dialer) connect(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	a := attemptOf(ctx)
	a.set(func(a *attempt) { a.reach(naming) })
	var addrs []netip.Addr
	if d.fixed == nil {
		if addrs, err = d.resolve(ctx, host); err != nil {
			return nil, err
		}
		if strings.EqualFold(host, localhost) && a.plain() && !allLoopback(addrs) {
			return nil, &elsewhereError{addrs[slices.IndexFunc(addrs, away)]}
		}
	}
	a.set(func(a *attempt) { a.reach(connecting) })
	ctx, cancel := context.WithTimeout(ctx, d.limit)
	defer cancel()
	var conn net.Conn
	if d.fixed != nil {
		conn, err = d.fixed(ctx, network, address)
	} else {
		conn, err = d.race(ctx, network, port, addrs)
	}
	if err != nil {
		return nil, err
	}
	a.set(func(a *attempt) { a.dialled(conn) })
	return &trackedConn{Conn: conn}, nil
}

func (d *dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, d.limit)
	defer cancel()
	addrs, err := d.lookup(ctx, "ip", host)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if err != nil {
		return nil, err
	}
	shown := make([]string, 0, min(len(addrs), maxAddrs))
	for i, a := range addrs {
		addrs[i] = a.Unmap()
		if i < maxAddrs {
			shown = append(shown, addrs[i].String())
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.found[host] = shown
	return addrs, nil
}

// maxAddrs is how many addresses of a name are told.
const maxAddrs = 16

// localhost is the one name to which plain http may go unasked, because it means
// this computer. Still, the system decides where a name leads.
const localhost = "localhost"

func away(a netip.Addr) bool { return !a.IsLoopback() }

func allLoopback(addrs []netip.Addr) bool { return !slices.ContainsFunc(addrs, away) }

// elsewhereError is localhost leading to another computer. Nothing was sent.
type elsewhereError struct{ addr netip.Addr }

func (e *elsewhereError) Error() string {
	return "localhost is " + e.addr.String() + ", which is not this computer"
}

// addresses returns what the last lookup of host found.
func (d *dialer) addresses(host string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.found[host]...)
}

// race tries the family of the first address, and the other one when that
// failed or takes its time. The first connection wins.
func (d *dialer) race(ctx context.Context, network, port string, addrs []netip.Addr) (net.Conn, error) {
	first, second := families(addrs)
	if len(second) == 0 {
		return d.serial(ctx, network, port, first)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan dialled, 2)
	run := func(addrs []netip.Addr) {
		var r dialled
		if p := Catch(func() { r.conn, r.err = d.serial(ctx, network, port, addrs) }); p != nil {
			r.err = p
		}
		results <- r
	}
	go run(first)
	delay := time.NewTimer(familyDelay)
	defer delay.Stop()
	var early *dialled
	select {
	case <-delay.C:
	case r := <-results:
		early = &r
		if r.err == nil {
			return r.conn, nil
		}
	}
	go run(second)
	return pick(results, early)
}

type dialled struct {
	conn net.Conn
	err  error
}

// pick returns the first connection of two dials, of which one may have failed
// already, and closes what comes after it.
func pick(results chan dialled, early *dialled) (net.Conn, error) {
	r := <-results
	if r.err == nil {
		if early == nil {
			go closeLate(results)
		}
		return r.conn, nil
	}
	if early != nil {
		return nil, early.err
	}
	if late := <-results; late.err == nil {
		return late.conn, nil
	}
	return nil, r.err
}

// closeLate closes the connection that came second.
func closeLate(results <-chan dialled) {
	_ = Catch(func() {
		if late := <-results; late.conn != nil {
			_ = late.conn.Close()
		}
	})
}

// serial tries one address after another, each with its share of the time.
func (d *dialer) serial(ctx context.Context, network, port string, addrs []netip.Addr) (net.Conn, error) {
	var failed error
	for i, a := range addrs {
		conn, err := d.one(ctx, network, net.JoinHostPort(a.String(), port), len(addrs)-i)
		if err == nil {
			return conn, nil
		}
		if failed == nil {
			failed = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

func (d *dialer) one(ctx context.Context, network, address string, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	return d.net.DialContext(ctx, network, address)
}

// families splits addrs into those of the first one's family and the others.
func families(addrs []netip.Addr) (first, second []netip.Addr) {
	for _, a := range addrs {
		if a.Is4() == addrs[0].Is4() {
			first = append(first, a)
		} else {
			second = append(second, a)
		}
	}
	return first, second
}
