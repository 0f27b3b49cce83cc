package wire

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Whole is a transport that has each request in memory before it sends it.
//
// The SDK closes a request's body as soon as there is an answer. net/http
// reads a body once more after its last byte, and takes a body that was
// closed by then for a failed request: it closes the connection under the
// answer, "use of closed network connection". A server in the same machine is
// fast enough for that, about once in a thousand calls. Bodies that net/http
// knows to be in memory are sent in one go and spared the second look.
type Whole struct{ Base http.RoundTripper }

// RoundTrip sends one request.
func (w Whole) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return w.Base.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read the request: %w", err)
	}
	if err := r.Body.Close(); err != nil {
		return nil, fmt.Errorf("close the request: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return w.Base.RoundTrip(r)
}

// CloseIdleConnections closes what connections the base keeps for later.
func (w Whole) CloseIdleConnections() {
	if c, ok := w.Base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
