package call

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
)

// whole sends each request from memory. The SDK closes a request's body as soon as there is an answer; net/http reads a
// body once more after its last byte, takes a closed one for a failed request and closes the connection under the
// answer. Servers nearby are fast enough for that, about once in a thousand calls. Bodies that net/http knows to be in
// memory are spared the second look. No request is ever replayed: a body can be read once.
type whole struct{ base awssdk.HTTPClient }

// Do sends one request.
func (w whole) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return w.base.Do(r)
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
	return w.base.Do(r)
}
