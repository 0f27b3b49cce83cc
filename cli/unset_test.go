package cli

import "testing"

// An empty argument is no name and not all names: the variable that it stands for has no value. What follows -- is another program's.
func TestEmptyArguments(t *testing.T) {
	t.Parallel()
	env := start(t, small()).Env()
	for _, args := range [][]string{{"tasks", ""}, {"why", ""}, {"logs", ""}, {"services", ""}, {"rollback", "", "--yes"}} {
		if r := run(t, env, args...); r.code != misused || r.err[:len("ecscope: "+args[0])] != "ecscope: "+args[0] {
			t.Errorf("%q: exit code %d\n%s%s", args, r.code, r.out, r.err)
		}
	}
	if r := run(t, env, "__complete", "why", ""); r.code != done {
		t.Errorf("completion: exit code %d\n%s", r.code, r.err)
	}
}
