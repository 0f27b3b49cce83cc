// Package awstest has what tests of the account and of its rooms share: servers that answer as no proper AWS would, a clock on
// which sleeping takes no time, and hands between the SDK and its server. Nothing but tests imports it.
package awstest

import (
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// Server answers every call with what a function says, and returns its URL.
func Server(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, action, body string)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		answer(w, r, action, string(body))
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// Answers serves the same value for each action.
func Answers(t *testing.T, values map[string]any) string {
	return Server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
		if err := json.NewEncoder(w).Encode(values[action]); err != nil {
			t.Error(err)
		}
	})
}

// Refuses serves one error for all actions: a message as it is or, with a code, as AWS words it.
func Refuses(t *testing.T, status int, code, message string) string {
	if code != "" {
		message = Refusal(code, message)
	}
	return Server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, message)
	})
}

// Refusal is an error that AWS answers with.
func Refusal(code, message string) string {
	body, _ := json.Marshal(map[string]string{"__type": code, "message": message}) // of strings
	return string(body)
}

// Environment points at an endpoint and at nothing of the machine's.
func Environment(url string, more ...string) []string {
	return append([]string{"AWS_ENDPOINT_URL=" + url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=x", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null"}, more...)
}

// Collect reads a sequence to its end.
func Collect[T any](seq iter.Seq2[[]T, error]) (all []T, err error) {
	for rows, e := range seq {
		all, err = append(all, rows...), e
	}
	return all, err
}

// Names are the sorted names of rows, each once.
func Names[T any](rows []T, name func(T) string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, name(r))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
