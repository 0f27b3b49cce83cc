package sim

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
)

// A session runs commands on this computer, as the user who runs the
// simulator. So who opens one has to have the session token of Env, which is
// another for each server: nobody else who can reach the port gets a shell.
// All other calls are answered whoever makes them.

// newSecret is a token that nobody can guess.
func newSecret() string { return rand.Text() }

// guarded lets only those open sessions who know the secret.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("X-Amz-Security-Token")
		if opens(r.Header.Get("X-Amz-Target")) && subtle.ConstantTimeCompare([]byte(token), []byte(s.secret)) != 1 {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// opens reports whether a call opens a session or a way into one.
func opens(target string) bool {
	_, action, _ := strings.Cut(target, ".")
	return action == "ExecuteCommand" || action == "StartSession" || action == "ResumeSession"
}
