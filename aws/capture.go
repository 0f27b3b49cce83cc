package aws

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// capture keeps the body of the last answer as it came: the SDK drops members that it does not know.
type capture struct {
	name string
	body *bytes.Buffer
}

// ID names the step among the SDK's.
func (k capture) ID() string { return "capture " + k.name }

// HandleDeserialize reads the answer before the SDK does.
func (k capture) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	middleware.DeserializeOutput, middleware.Metadata, error,
) {
	out, metadata, err := next.HandleDeserialize(ctx, in)
	resp, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok {
		return out, metadata, err
	}
	k.body.Reset()
	if _, err := k.body.ReadFrom(resp.Body); err != nil {
		return out, metadata, err
	}
	if err := resp.Body.Close(); err != nil {
		return out, metadata, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(k.body.Bytes()))
	return out, metadata, nil
}
