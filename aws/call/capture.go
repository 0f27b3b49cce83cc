package call

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Keeping has a call of ECS keep the body of its answer as it came: the SDK drops members that it does not know.
func Keeping(body *bytes.Buffer) func(*ecs.Options) { return keeping("description", body) }

func keeping(name string, body *bytes.Buffer) func(*ecs.Options) {
	return func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error { return s.Deserialize.Add(capture{name, body}, middleware.After) })
	}
}

// capture is the step that keeps the body of the last answer.
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
