package cli

import (
	"context"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// code asks for the code of an MFA device.
func (a *opener) code(ctx context.Context, q call.Question) (string, error) {
	question := "MFA code of " + clean.Text(q.Serial) + ": "
	if q.Complaint != "" {
		question = clean.Text(q.Complaint) + "\n" + question
	}
	text, err := a.onTerminal(ctx, question)
	if err == nil && text == "" {
		err = call.ErrDeclined
	}
	return text, err
}
