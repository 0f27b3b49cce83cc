package words

import "testing"

func TestSmall(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]string{
		"The container exceeded its limit.": "the container exceeded its limit", "ECS can't start it.": "ECS can't start it",
		"A task died. Another too.": "a task died. Another too", "": "", "X": "X", "already small": "already small",
	} {
		if got := Small(sentence); got != want {
			t.Errorf("%q is %q, want %q", sentence, got, want)
		}
	}
}
