package logs

import (
	"strings"

	"github.com/ecscope/ecscope/sim/world"
)

// word is one of the last lines of a container, so many milliseconds before its end.
type word struct {
	before int64
	text   string
}

// lastWords is what a main container says at its end, by the way it ends: nothing when it is killed in the middle of
// something, a stack trace when it fails, a farewell when it was asked to go.
func lastWords(o world.Output) []word {
	switch {
	case strings.HasPrefix(o.Reason, "OutOfMemoryError"):
		return []word{{40, "reading order batch 118 of 240, heap 97 % ..."}} // and then nothing
	case o.Exit == 137: // killed
		return nil
	case o.Exit == 143:
		return []word{{5, "shutdown complete, 0 requests in flight"}}
	case o.Exit == 139:
		return []word{{5, "Segmentation fault (core dumped)"}}
	case o.Exit == 0:
		return []word{{10, "done"}}
	case o.Exit == 1:
		return []word{{30, "panic: missing DATABASE_URL"}, {28, "goroutine 1 [running]:"}, {27, "main.config(...)"},
			{26, "\t/src/" + o.Family + "/main.go:41"}, {25, "main.main()"}, {24, "\t/src/" + o.Family + "/main.go:17 +0x1f4"}, {5, "exit status 1"}}
	}
	return []word{{30, "Traceback (most recent call last):"}, {29, "  File \"/app/" + o.Family + ".py\", line 12, in <module>"},
		{28, "    settings = load(os.environ[\"SETTINGS\"])"}, {27, "KeyError: 'SETTINGS'"}}
}
