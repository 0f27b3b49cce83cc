package cli

import (
	"bytes"
	"testing"

	"github.com/ecscope/ecscope/aws"
)

// The line that says what is being read is silent once it was stopped for a question, whatever is read meanwhile.
func TestProgressLeavesAQuestion(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := newProgram(Streams{Err: &out, Watched: true}, Screen{})
	r := p.read(t.Context(), &aws.Client{})
	r.progress.show()
	r.progress.at("clusters", 1)
	if out.Len() == 0 {
		t.Fatal("nothing was said before")
	}
	p.shown.stop()
	out.Reset()
	r.progress.at("clusters", 2)
	r.progress.show()
	if out.Len() > 0 {
		t.Errorf("%q", out.String())
	}
}
