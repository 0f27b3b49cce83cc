package call

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// callback is the path that the browser comes back to.
const callback = "/oauth/callback"

// redirect listens on this computer alone for the browser that comes back from a login (RFC 8252, 7.3). It takes one
// answer, which has to carry the state that was sent, and then it is done.
type redirect struct {
	state    string
	listener net.Listener
	server   *http.Server
	answers  chan answer
}

type answer struct {
	code string
	err  error
}

// listen begins to listen, on a free port.
func listen(state string) (*redirect, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("wait for the browser: %w", err)
	}
	r := &redirect{state: state, listener: l, answers: make(chan answer, 1)}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go func() { _ = r.server.Serve(l) }() // until close
	return r, nil
}

// address is where the browser is sent back to.
func (r *redirect) address() string { return "http://" + r.listener.Addr().String() + callback }

// close ends the listening. An answer that is still being written may be finished, also where the login was given up.
func (r *redirect) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if r.server.Shutdown(ctx) != nil {
		_ = r.server.Close()
	}
}

// ServeHTTP takes the browser's answer. Whatever else comes, such as an answer to another login, changes nothing.
func (r *redirect) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Connection", "close")
	form := q.URL.Query()
	switch {
	case q.Method != http.MethodGet || q.URL.Path != callback:
		w.WriteHeader(http.StatusNotFound)
		return
	case q.Host != r.listener.Addr().String() || subtle.ConstantTimeCompare([]byte(form.Get("state")), []byte(r.state)) != 1:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, page("ecscope did not start this login.")) // a browser that left needs no answer
		return
	}
	got := answer{code: form.Get("code")}
	text := "ecscope continues in the terminal. You can close this page."
	switch {
	case form.Get("error") == "access_denied":
		got = answer{err: ErrLoginDenied}
	case form.Get("error") != "":
		got = answer{err: fmt.Errorf("the login failed in the browser: %s", form.Get("error"))}
	case got.code == "":
		got = answer{err: errors.New("the browser returned no code")}
	}
	if got.err != nil {
		text = "The login failed. ecscope says why in the terminal; you can close this page."
	}
	select {
	case r.answers <- got:
	default: // there was one
		w.WriteHeader(http.StatusConflict)
		return
	}
	_, _ = fmt.Fprint(w, page(text))
}

func page(text string) string {
	return "<!doctype html><title>ecscope</title><p>" + text + "</p>\n"
}

// wait is the code in the browser's answer.
func (r *redirect) wait(ctx context.Context, late <-chan struct{}) (string, error) {
	select {
	case a := <-r.answers:
		return a.code, a.err
	case <-late:
		return "", ErrLoginLate
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
