package aws

import (
	"os"
	"testing"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/needs"
)

func TestMain(m *testing.M) { os.Exit(needs.Slots(m)) }

// client opens an account at an endpoint, on a clock of its own.
func client(t *testing.T, url string) (*Client, *awstest.Clock) {
	t.Helper()
	return opening(t, Options{Environ: awstest.Environment(url)})
}

func opening(t *testing.T, o Options) (*Client, *awstest.Clock) {
	t.Helper()
	h := awstest.NewClock()
	o.Now, o.Sleep = h.Now, h.Sleep
	c, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c, h
}
