package session

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/ecscope/ecscope/sim/world"
)

// The session documents that agents know.
const (
	forwardPort = "AWS-StartPortForwardingSession"
	forwardHost = "AWS-StartPortForwardingSessionToRemoteHost"
	shellDoc    = "SSM-SessionManagerRunShell"
	commandDoc  = "AWS-StartInteractiveCommand"
)

// The session types that make a difference to the agent.
const (
	interactive = "InteractiveCommands"
	port        = "Port"
)

// ExecuteCommand opens a session that runs a command in a container.
func (h *Host) ExecuteCommand(in *ecs.ExecuteCommandInput) (*ecs.ExecuteCommandOutput, error) {
	h.look(h.now())
	if !in.Interactive {
		return nil, refuse("InvalidParameterException", "Interactive is the only mode supported currently.")
	}
	if value(in.Command) == "" {
		return nil, refuse("InvalidParameterException", "Command can not be blank.")
	}
	t, err := h.world.ExecTarget(in)
	if err != nil {
		return nil, refused(err)
	}
	if h.faults.unreachable() || !terminals {
		return nil, refuse("TargetNotConnectedException", "%s", noConnection())
	}
	s, err := h.open(t, "ecs-execute-command-", purpose{kind: interactive, command: *in.Command})
	if err != nil {
		return nil, err
	}
	opened := ecstypes.Session{SessionId: &s.id, StreamUrl: new(s.url()), TokenValue: new(s.token())}
	return &ecs.ExecuteCommandOutput{ClusterArn: &t.ClusterARN, ContainerArn: &t.ContainerARN, ContainerName: t.Definition.Name,
		Interactive: true, TaskArn: &t.TaskARN, Session: &opened}, nil
}

func noConnection() string {
	if !terminals {
		return "The execute command failed: the simulator has no pseudo-terminals on this system, so its containers have no shell."
	}
	return "The execute command failed due to an internal error. Try again later."
}

// StartSession opens a session with a container: ports of it or of a host it
// reaches, a shell, or a command.
func (h *Host) StartSession(in *ssm.StartSessionInput) (*ssm.StartSessionOutput, error) {
	h.look(h.now())
	target := value(in.Target)
	what, err := document(in)
	if err != nil {
		return nil, err
	}
	t, ok := h.world.FindExec(target)
	if !ok || h.faults.unreachable() || what.kind != port && !terminals {
		return nil, refuse("TargetNotConnected", "%s is not connected.", target)
	}
	s, err := h.open(t, h.user()+"-", what)
	if err != nil {
		return nil, err
	}
	return &ssm.StartSessionOutput{SessionId: &s.id, StreamUrl: new(s.url()), TokenValue: new(s.token())}, nil
}

// document is what a session document and its parameters ask for.
func document(in *ssm.StartSessionInput) (purpose, error) {
	first := func(name string) string {
		if v := in.Parameters[name]; len(v) == 1 {
			return v[0]
		}
		return ""
	}
	switch name := value(in.DocumentName); name {
	case "", shellDoc:
		return purpose{kind: "Standard_Stream", command: "sh"}, nil
	case commandDoc:
		if first("command") == "" {
			return purpose{}, refuse("InvalidParameters", "Parameter command is required.")
		}
		return purpose{kind: interactive, command: first("command")}, nil
	case forwardPort, forwardHost:
		w := purpose{kind: port, port: first("portNumber"), host: first("host")}
		if n, err := strconv.Atoi(w.port); err != nil || n < 1 || n > 65535 {
			return purpose{}, refuse("InvalidParameters", "Parameter portNumber has value %q not matching the allowed pattern.", w.port)
		}
		if (w.host != "") != (name == forwardHost) {
			return purpose{}, refuse("InvalidParameters", "Parameter host does not fit document %s.", name)
		}
		w.properties = map[string]string{"portNumber": w.port, "type": "LocalPortForwarding"}
		for _, p := range []string{"localPortNumber", "host"} {
			if v := first(p); v != "" {
				w.properties[p] = v
			}
		}
		return w, nil
	default:
		return purpose{}, refuse("InvalidDocument", "Document with name %s does not exist.", name)
	}
}

// open makes a session, to which nobody is connected yet.
func (h *Host) open(t world.ExecTarget, prefix string, what purpose) (*session, error) {
	s := newSession(h, prefix+random(17), t, what)
	if !h.add(s, func() { h.running.Go(h.watch) }) {
		s.cancel()
		return nil, refuse("InternalServerError", "The simulator is ending.")
	}
	return s, nil
}

// ResumeSession gives a session that has not ended another token; the one it
// had opens nothing any more.
func (h *Host) ResumeSession(in *ssm.ResumeSessionInput) (*ssm.ResumeSessionOutput, error) {
	h.look(h.now())
	s := h.find(value(in.SessionId))
	if s == nil || s.over() || h.faults.refuses((*refusals).resume) {
		return nil, refuse("DoesNotExistException", "Session %s does not exist or has ended.", value(in.SessionId))
	}
	s.renew()
	return &ssm.ResumeSessionOutput{SessionId: &s.id, StreamUrl: new(s.url()), TokenValue: new(s.token())}, nil
}

// TerminateSession ends a session; one that has ended or never was stays so.
func (h *Host) TerminateSession(in *ssm.TerminateSessionInput) (*ssm.TerminateSessionOutput, error) {
	if s := h.find(value(in.SessionId)); s != nil {
		s.end("")
	}
	return &ssm.TerminateSessionOutput{SessionId: in.SessionId}, nil
}

// random is n hexadecimal digits that nobody can guess.
func random(n int) string {
	b := make([]byte, (n+1)/2)
	rand.Read(b)
	return hex.EncodeToString(b)[:n]
}
