package call

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/ecscope/ecscope/limit"
)

// whole sends each request from memory. The SDK closes a request's body as soon as there is an answer; net/http reads a
// body once more after its last byte, takes a closed one for a failed request and closes the connection under the
// answer. Servers nearby are fast enough for that, about once in a thousand calls. Bodies that net/http knows to be in
// memory are spared the second look. No request is ever replayed: a body can be read once.
type whole struct{ base awssdk.HTTPClient }

// Do sends one request.
func (w whole) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return bounded(w.base.Do(r))
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read the request: %w", err)
	}
	if err := r.Body.Close(); err != nil {
		return nil, fmt.Errorf("close the request: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body, r.GetBody = io.NopCloser(bytes.NewReader(body)), nil
	return bounded(w.base.Do(r))
}

// mostAnswer is how long an answer of AWS may be. The largest there are have a few megabytes.
const mostAnswer = 32 << 20

// bounded bounds the body of an answer. A stream of events has no end, and each of its events a bound of its own.
func bounded(r *http.Response, err error) (*http.Response, error) {
	if err != nil || r.Body == nil || strings.HasPrefix(r.Header.Get("Content-Type"), "application/vnd.amazon.eventstream") {
		return r, err
	}
	host := "the server"
	if r.Request != nil {
		host = r.Request.URL.Host
	}
	body := limit.Reader(r.Body, mostAnswer, "the answer of "+host)
	if r.StatusCode == http.StatusOK && r.Request != nil && r.Request.Method == http.MethodPost && !answersNothing(r.Request) {
		body = &filled{r: body}
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{body, r.Body}
	return r, nil
}

// answersNothing says whether AWS answers a request with an empty body: it does so where an action has no output at all.
func answersNothing(r *http.Request) bool {
	switch r.Header.Get("X-Amz-Target") {
	case "AWSEvents.EnableRule", "AWSEvents.DisableRule":
		return true
	}
	return false
}

// ErrEmpty is an answer of which nothing came. The SDK takes it for one that holds no rows.
var ErrEmpty = errors.New("the answer is empty")

// filled is a body that is not empty: what AWS is asked with POST it answers with something, but for what answersNothing.
type filled struct {
	r     io.Reader
	begun bool
}

// Read reads.
func (f *filled) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if f.begun = f.begun || n > 0; !f.begun && errors.Is(err, io.EOF) {
		err = ErrEmpty
	}
	return n, err
}
