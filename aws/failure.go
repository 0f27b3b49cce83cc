package aws

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// failed makes an error of what ECS says it could not do within an answer that is otherwise good. What is MISSING has
// gone since it was listed, and is no error.
func failed(op operation, failures []types.Failure) error {
	var errs []error
	for _, f := range failures {
		reason := sentence(text(f.Reason))
		if reason == "MISSING" {
			continue
		}
		if d := sentence(text(f.Detail)); d != "" {
			reason += ": " + d
		}
		errs = append(errs, &Error{kind: Unknown, operation: op.words, err: fmt.Errorf("%s: %s", short(text(f.Arn)), reason)})
	}
	return joined(op.words, errs)
}

// absent is the error for one thing that was asked for and is not there.
func absent(op operation, text string) error {
	return &Error{kind: NotFound, operation: op.words, err: errors.New(text)}
}
