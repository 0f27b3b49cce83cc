package aws

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// ExecTarget is a container that sessions can be opened in. Cluster is a name, Task an id, Runtime the container's
// runtime id.
type ExecTarget struct {
	Cluster, Task, Container, Runtime string
	// Windows is a container of Windows, which has no POSIX shell.
	Windows bool
}

// ExecTarget is a container of the task; ok is false where it has none of that name, or that one was not created yet.
func (t Task) ExecTarget(container string) (target ExecTarget, ok bool) {
	for _, k := range t.Containers {
		if k.Name == container {
			return ExecTarget{Cluster: t.Cluster, Task: t.ID, Container: k.Name, Runtime: k.RuntimeID, Windows: t.Windows()}, k.RuntimeID != ""
		}
	}
	return ExecTarget{}, false
}

// Windows says whether the task is known to run on Windows: on Fargate it tells; elsewhere its task definition may.
func (t Task) Windows() bool { return windows(t.PlatformFamily) }

// Windows says whether the revision is for Windows.
func (r Revision) Windows() bool { return windows(r.OS) }

func windows(family string) bool { return strings.HasPrefix(strings.ToUpper(family), "WINDOWS") }

// String is what Systems Manager calls it: ecs:<cluster>_<task id>_<runtime id>, as the AWS CLI puts it together.
func (t ExecTarget) String() string { return "ecs:" + t.Cluster + "_" + t.Task + "_" + t.Runtime }

// words are how it is told of: container app of task 0f3c….
func (t ExecTarget) words() string {
	return "container " + clean.Text(t.Container) + " of task " + clean.Text(t.Task)
}

// Session is an open session of Systems Manager with a container. Who has its stream's URL and its token has the session:
// neither of them is printed, however the value, or what holds it, is formatted, logged or encoded.
type Session struct {
	ID     string
	Target ExecTarget
	access func() access
}

// access is a stream's URL and its token. A session has it in a function: package fmt would print what it finds in a field
// that is not exported, whatever the methods of its type.
type access struct{ stream, token string }

func (a access) session(id string, t ExecTarget) Session {
	return Session{ID: id, Target: t, access: func() access { return a }}
}

// Stream is where the session's websocket is, and the token that opens it. Both are secret.
func (s Session) Stream() (url, token string) {
	if s.access == nil {
		return "", ""
	}
	a := s.access()
	return a.stream, a.token
}

// String is the session's id.
func (s Session) String() string { return "session " + clean.Text(s.ID) }

// Format prints the session's id, whatever the verb.
func (s Session) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue is the session's id.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is the session's id.
func (s Session) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ExecuteCommand opens a session that runs a command in a container, as root and on a terminal of its own; the session
// ends with the command. The command is words with the shell's quotes, but no shell reads it. The call is made once.
func (c *sessionOpener) ExecuteCommand(ctx context.Context, t ExecTarget, command string) (Session, error) {
	op := call.Op("ExecuteCommand", call.Of("open a session in "+t.words(), t.Cluster))
	return open(ctx, c, op, t, func(ctx context.Context) (url, token, id *string, err error) {
		out, err := c.ecs.ExecuteCommand(ctx, &ecs.ExecuteCommandInput{Cluster: &t.Cluster, Task: &t.Task, Container: &t.Container,
			Command: &command, Interactive: true}, c.Alone)
		if err != nil || out.Session == nil {
			return nil, nil, nil, err
		}
		return out.Session.StreamUrl, out.Session.TokenValue, out.Session.SessionId, nil
	})
}

// ForwardPort opens a session that connects to a port of a container or, through it, of a host that it can reach. The
// call is made once.
func (c *sessionOpener) ForwardPort(ctx context.Context, t ExecTarget, host string, port int) (Session, error) {
	op := call.Op("StartSession", call.Of("open a session in "+t.words(), t.Cluster))
	in := &ssm.StartSessionInput{Target: new(t.String()), DocumentName: new("AWS-StartPortForwardingSession"),
		Parameters: map[string][]string{"portNumber": {strconv.Itoa(port)}}}
	if host != "" {
		*in.DocumentName += "ToRemoteHost"
		in.Parameters["host"] = []string{host}
	}
	return open(ctx, c, op, t, func(ctx context.Context) (url, token, id *string, err error) {
		out, err := c.ssm.StartSession(ctx, in, func(o *ssm.Options) { o.HTTPClient = c.Way().Line().Alone })
		if err != nil {
			return nil, nil, nil, err
		}
		return out.StreamUrl, out.TokenValue, out.SessionId, nil
	})
}

// open makes a call that opens a session. A call whose answer is lost may have opened one that nobody uses; Systems
// Manager ends it after its idle time.
func open(ctx context.Context, c *sessionOpener, op call.Operation, t ExecTarget, request func(context.Context) (url, token, id *string, err error)) (Session, error) {
	var name string
	var a access
	_, err := call.Once(ctx, c.Caller, op, func(ctx context.Context) (struct{}, error) {
		url, token, id, err := request(ctx)
		a.stream, a.token, name = awssdk.ToString(url), awssdk.ToString(token), awssdk.ToString(id)
		return struct{}{}, err
	})
	if err != nil {
		return Session{}, c.Fault(ctx, op, err)
	}
	if name == "" || a.stream == "" || a.token == "" {
		return Session{}, call.NewError(call.Server, op.Words, "", errors.New("AWS opened a session but returned no address for it"))
	}
	if err := c.ours(a.stream); err != nil {
		return Session{}, call.NewError(call.Server, op.Words, "", err)
	}
	return a.session(name, t), nil
}

// ResumeSession asks for another token of a session whose connection was lost. One that has ended is an error of kind
// NotFound.
func (c *sessionOpener) ResumeSession(ctx context.Context, s Session) (Session, error) {
	op := call.Op("ResumeSession", call.Of("resume the session with "+s.Target.words(), s.Target.Cluster))
	out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*ssm.ResumeSessionOutput, error) {
		return c.ssm.ResumeSession(ctx, &ssm.ResumeSessionInput{SessionId: &s.ID})
	})
	if err != nil {
		return s, err
	}
	if awssdk.ToString(out.TokenValue) == "" {
		return s, call.Absent(op, "the session has ended")
	}
	before, _ := s.Stream()
	a := access{cmp.Or(awssdk.ToString(out.StreamUrl), before), *out.TokenValue}
	if err := c.ours(a.stream); err != nil {
		return s, call.NewError(call.Server, op.Words, "", err)
	}
	return a.session(s.ID, s.Target), nil
}

// TerminateSession ends a session; one that has ended already stays so.
func (c *sessionOpener) TerminateSession(ctx context.Context, s Session) error {
	op := call.Op("TerminateSession", call.Of("end the session with "+s.Target.words(), s.Target.Cluster))
	_, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*ssm.TerminateSessionOutput, error) {
		return c.ssm.TerminateSession(ctx, &ssm.TerminateSessionInput{SessionId: &s.ID})
	})
	if call.KindOf(err) == call.NotFound {
		return nil
	}
	return err
}
