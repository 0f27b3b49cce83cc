package sim

import (
	"errors"

	"github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/wire"
)

// Sessions are ECS Exec and Session Manager; their troubles can change at
// any time. What runs in a container runs on this computer: see package
// session.
func (s *Server) Sessions() *session.Host { return s.sessions }

// registerSessions gives the wire the actions of sessions, and the gateway
// that their websockets connect to.
func (s *Server) registerSessions() {
	h := s.sessions
	manager := wire.Service{Name: "ssm", Address: "AmazonSSM", Upper: true}
	containers := wire.Service{Name: "ecs", Address: "AmazonEC2ContainerServiceV20141113"}
	wire.JSON11(s.wire, containers, "ExecuteCommand", worded(h.ExecuteCommand), "task", "command")
	wire.JSON11(s.wire, manager, "StartSession", worded(h.StartSession), "Target")
	wire.JSON11(s.wire, manager, "ResumeSession", worded(h.ResumeSession), "SessionId")
	wire.JSON11(s.wire, manager, "TerminateSession", worded(h.TerminateSession), "SessionId")
	wire.JSON11(s.wire, wire.Service{Name: "kms", Address: "TrentService", Upper: true}, "GenerateDataKey", worded(h.GenerateDataKey), "KeyId")
	s.wire.Route(session.Route, h.Gateway())
}

// worded has an action of the sessions refuse in the words of the wire.
func worded[I, O any](act func(*I) (*O, error)) func(*I) (*O, error) {
	return func(in *I) (*O, error) {
		out, err := act(in)
		var refusal *session.Refusal
		if errors.As(err, &refusal) {
			err = &wire.Error{Code: refusal.Code, Message: refusal.Message}
		}
		return out, err
	}
}
