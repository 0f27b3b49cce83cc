package sim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
)

// A server inside the process answers through Dial alone, and is guarded like any other.
func TestInside(t *testing.T) {
	t.Parallel()
	s, client := start(t, sim.Options{Inside: true})
	if out, err := client.ListClusters(t.Context(), nil); err != nil || len(out.ClusterArns) != 4 {
		t.Errorf("%+v, %v", out, err)
	}
	for _, host := range []string{"", "localhost", "evil.example"} {
		r := request(t, s, "1.1", "AmazonEC2ContainerServiceV20141113", "ListClusters", "{}")
		if host != "" {
			r.Host = host
		}
		signed(t, s, r, "{}", time.Now())
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[host == ""]; resp.StatusCode != want {
			t.Errorf("host %q: %d, want %d", host, resp.StatusCode, want)
		}
	}
	if _, err := http.Get(s.URL()); err == nil || !strings.Contains(s.URL(), ".invalid") { //nolint:noctx,bodyclose // there is no answer
		t.Errorf("%s answers without Dial", s.URL())
	}
}
