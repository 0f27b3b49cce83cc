package aws

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// server answers every call with what a function says: for what no proper AWS would answer.
func server(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, action, body string)) string {
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

// answers serves the same value for each action.
func answers(t *testing.T, values map[string]any) string {
	return server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
		if err := json.NewEncoder(w).Encode(values[action]); err != nil {
			t.Error(err)
		}
	})
}

// refuses serves one error for all actions.
func refuses(t *testing.T, status int, code, message string) string {
	if code != "" {
		body, _ := json.Marshal(map[string]string{"__type": code, "message": message})
		message = string(body)
	}
	return server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, message)
	})
}

// hasty is a clock on which sleeping takes no time, but moves it on.
type hasty struct {
	mu    sync.Mutex
	at    time.Time
	slept time.Duration
	// sleeping is told of each sleep; it may be nil.
	sleeping func()
}

// on has a client use the clock.
func (h *hasty) on(o Options) Options {
	h.at = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	o.Now, o.Sleep = h.now, func(ctx context.Context, d time.Duration) error {
		h.advance(d)
		if h.sleeping != nil {
			h.sleeping()
		}
		return ctx.Err()
	}
	return o
}

func (h *hasty) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hasty) advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
	h.slept += d
}

// environment points at an endpoint and at nothing of the machine's.
func environment(url string, more ...string) []string {
	return append([]string{"AWS_ENDPOINT_URL=" + url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=x", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null"}, more...)
}

// client opens an account at an endpoint, on a hasty clock.
func client(t *testing.T, url string) (*Client, *hasty) {
	t.Helper()
	return opening(t, Options{Environ: environment(url)})
}

func opening(t *testing.T, o Options) (*Client, *hasty) {
	t.Helper()
	h := &hasty{}
	c, err := Open(t.Context(), h.on(o))
	if err != nil {
		t.Fatal(err)
	}
	return c, h
}

// collect reads a sequence to its end.
func collect[T any](seq iter.Seq2[[]T, error]) (all []T, err error) {
	for rows, e := range seq {
		all, err = append(all, rows...), e
	}
	return all, err
}

// names are the sorted names of rows, each once.
func names[T any](rows []T, name func(T) string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, name(r))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
