package awstest

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Between changes what goes between the SDK and the simulator: Refuse may answer a request, Rewrite changes an answer.
type Between struct {
	awssdk.HTTPClient
	Refuse  func(action, body string) string
	Rewrite func(action, body string) string
}

// Do makes a request, or what becomes of it.
func (b Between) Do(r *http.Request) (*http.Response, error) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(sent))
	if b.Refuse != nil {
		if no := b.Refuse(action, string(sent)); no != "" {
			return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(no)), Request: r}, nil
		}
	}
	answer, err := b.HTTPClient.Do(r)
	if err != nil || b.Rewrite == nil {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	body = []byte(b.Rewrite(action, string(body)))
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return answer, answer.Request.Context().Err()
}

// Intercept puts b between a client of the SDK's and its server.
func Intercept(api *ecs.Client, b Between) {
	*api = *ecs.New(api.Options(), func(o *ecs.Options) { b.HTTPClient = o.HTTPClient; o.HTTPClient = b })
}
