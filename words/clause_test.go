package words

import "testing"

func TestClause(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The image tag v1 doesn't exist in the repository shop: it may never have been pushed.": "image tag v1 doesn't exist in the repository shop",
		"Subnet subnet-1 has no free IP address, so ECS can't create the interface.":            "Subnet subnet-1 has no free IP address",
		"A normal stop: scaled in.": "normal stop",
		"Exit code 1.":              "Exit code 1",
		"":                          "",
	} {
		if got := Clause(text); got != want {
			t.Errorf("Clause(%q) = %q, want %q", text, got, want)
		}
	}
}
