package nav

import (
	"errors"
	"testing"
)

// An error is one line, however many it is made of.
func TestLine(t *testing.T) {
	t.Parallel()
	one, two, three := errors.New("list tasks: denied"), errors.New("list services: denied"), errors.New("offline")
	if got := Line(one); got != "list tasks: denied" {
		t.Errorf("%q", got)
	}
	if got := Line(errors.Join(one, two, three)); got != "list tasks: denied (and 2 more)" {
		t.Errorf("%q", got)
	}
}
