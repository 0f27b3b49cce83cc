package sim

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"

	"github.com/ecscope/ecscope/sim/wire"
)

// A session runs commands on this computer, as the user who runs the
// simulator. So who opens one has to have the session token of Env, which is
// another for each server: nobody else who can reach the port gets a shell.
// All other calls are answered whoever makes them.

// newSecret is a token that nobody can guess.
func newSecret() string { return rand.Text() }

// admit lets only those open sessions who know the secret, in whichever
// protocol they ask.
func (s *Server) admit(action string, h http.Header) *wire.Error {
	if opens(action) && subtle.ConstantTimeCompare([]byte(h.Get("X-Amz-Security-Token")), []byte(s.secret)) != 1 {
		return &wire.Error{Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid."}
	}
	return nil
}

// opens reports whether an action opens a session or a way into one.
func opens(action string) bool {
	return action == "ExecuteCommand" || action == "StartSession" || action == "ResumeSession"
}
