package cli

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
)

const aboutPin = `Make a service run another revision of its task definition: a number, family:number or an ARN.

Without a revision, ecscope picks the last one known to be good: the newest whose deployment reached a steady state, other than
the one that is being rolled out or has just failed.`

func pinCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "pin [cluster/]service [revision]", short: "Make a service run another revision (default the last good one)",
		long: aboutPin, words: 1,
		complete: func(k completer) complete { return k.completeRevision },
		make: onService(func(ctx context.Context, r *reader, s aws.Service, words []string) (change.Change, []string, error) {
			if len(words) == 0 {
				return r.pinLastGood(ctx, s)
			}
			revision, err := r.named(words[0])
			return r.edit.Pin(s, revision), nil, err
		}),
	})
}

// named reads a revision as it may be named: a number, family:number or the ARN of one.
func (r *reader) named(text string) (string, error) {
	if strings.HasPrefix(text, "arn:") {
		ref, err := r.arn(text)
		if err == nil && ref.Thing != aws.RevisionThing {
			err = misuse("%s is not a revision", text)
		}
		return ref.ID, err
	}
	if regexp.MustCompile(`^([A-Za-z0-9_-]{1,255}:)?[1-9][0-9]{0,8}$`).MatchString(text) {
		return text, nil
	}
	return "", &usage{fmt.Sprintf("%q is not a revision", text), "write 41, family:41 or an ARN"}
}

// pinLastGood pins the last revision known to be good, and says why that one.
func (r *reader) pinLastGood(ctx context.Context, s aws.Service) (change.Change, []string, error) {
	r.progress.at("the deployments of "+s.Cluster+"/"+s.Name, 0)
	good, when, err := r.LastGood(ctx, s.Cluster, s.Name)
	if call.KindOf(err) == call.NotFound {
		return nil, nil, &refusal{cause: byRule, text: "refused: " + err.Error(),
			hint: "name the revision: ecscope revisions " + s.Cluster + "/" + s.Name + " lists the existing ones"}
	}
	if err != nil {
		return nil, nil, err
	}
	if good == s.Revision {
		return nil, nil, &refusal{cause: byRule, text: fmt.Sprintf("refused: %s already runs %s, the last revision known to be good", s.Name, good),
			hint: "to go further back, name the revision: ecscope revisions " + s.Cluster + "/" + s.Name + " lists the existing ones"}
	}
	why := good + " is the last revision known to be good"
	if !when.IsZero() {
		why += ": it reached a steady state at " + when.UTC().Format(time.RFC3339)
	}
	return r.edit.Pin(s, good), []string{why}, nil
}
