package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/world"
)

// services are what forwarded ports lead to: small servers inside the
// simulator, in place of those of the containers.
type services struct {
	web     *http.Server
	accepts chan net.Conn
	ctx     context.Context // ends with them
	cancel  context.CancelFunc
	running sync.WaitGroup
}

func newServices() *services {
	s := &services{accepts: make(chan net.Conn)}
	s.ctx, s.cancel = context.WithCancel(context.Background()) //nolint:forbidigo // they end in close
	s.web = &http.Server{Handler: http.HandlerFunc(answer), ReadHeaderTimeout: time.Minute,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, place{}, c.(visit).place)
		}}
	s.running.Go(func() { _ = s.web.Serve(listener{s}) })
	return s
}

func (s *services) close() {
	s.cancel()
	_ = s.web.Close()
	s.running.Wait()
}

// place is where a visitor of the HTTP server believes to be.
type place struct{ host, container, task string }

// visit is a connection to such a place.
type visit struct {
	net.Conn
	place place
}

// listener hands the HTTP server the connections that dial makes.
type listener struct{ *services }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepts:
		return c, nil
	case <-l.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (listener) Close() error   { return nil }
func (listener) Addr() net.Addr { return &net.UnixAddr{Name: "simulator", Net: "pipe"} }

// dial connects to a port of the container, or of a host that it reaches:
// those under .internal.
func (s *services) dial(t world.ExecTarget, host, port string) (net.Conn, error) {
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("port %q: %w", port, err)
	}
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	web := n == 80 || n == 8080
	switch {
	case name == "" || name == "localhost" || name == "127.0.0.1" || name == "::1":
		m, ok := mapping(t.Ports, n)
		if !ok {
			return nil, errors.New("connection refused")
		}
		web = web || m.AppProtocol == types.ApplicationProtocolHttp
	case !strings.HasSuffix(name, ".internal"):
		return nil, errors.New("no such host")
	}
	near, far := net.Pipe()
	if web {
		select {
		case s.accepts <- visit{far, place{host, t.Container(), t.Task}}:
			return near, nil
		case <-s.ctx.Done():
			return nil, net.ErrClosed
		}
	}
	s.running.Go(func() { s.echo(far) })
	return near, nil
}

// echo says back what it hears.
func (s *services) echo(c net.Conn) {
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(s.ctx, func() { _ = c.Close() })()
	_, _ = io.Copy(c, c)
}

// mapping is the port mapping of a container port.
func mapping(all []types.PortMapping, port int) (types.PortMapping, bool) {
	for _, m := range all {
		if int(value(m.ContainerPort)) == port {
			return m, true
		}
	}
	return types.PortMapping{}, false
}

// answer is the HTTP server: /bytes/N answers N bytes, /echo the body of the
// request, and everything else who answers.
func answer(w http.ResponseWriter, r *http.Request) {
	if n, ok := strings.CutPrefix(r.URL.Path, "/bytes/"); ok {
		if n, err := strconv.ParseInt(n, 10, 64); err == nil && n >= 0 {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
			_, _ = io.CopyN(w, &letters{}, n)
			return
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if r.URL.Path == "/echo" {
		_ = http.NewResponseController(w).EnableFullDuplex() // what the body is longer than is lost otherwise
		_, _ = io.Copy(w, r.Body)
		return
	}
	at, _ := r.Context().Value(place{}).(place)
	if at.host != "" {
		fmt.Fprintf(w, "host %s\nthrough ", at.host)
	}
	fmt.Fprintf(w, "container %s\ntask %s\n%s %s\n", at.container, at.task, r.Method, r.URL.Path)
}

// letters reads as the alphabet over and over.
type letters struct{ next byte }

func (l *letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a' + l.next
		l.next = (l.next + 1) % 26
	}
	return len(b), nil
}
