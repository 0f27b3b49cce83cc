package exec

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Notice is what is to be known of a session's connection.
type Notice struct {
	// Lost is a connection that was lost, and Why the reason.
	Lost bool
	Why  string
	// Gone is how long a connection that is back was gone.
	Gone time.Duration
	// Waiting is a sentence about what is waited for; empty for a notice about the connection. Over says that it is there.
	Waiting string
	Over    bool
}

// String is the notice in a sentence.
func (n Notice) String() string {
	switch {
	case n.Waiting != "":
		return n.Waiting
	case n.Lost:
		return "connection lost (" + n.Why + "), trying to resume"
	}
	return "connection back after " + n.Gone.Round(100*time.Millisecond).String()
}

// Late is how long a session may take to begin before that is said.
const Late = 10 * time.Second

// Waiting says that nothing has come from a session for as long as Late, and why that may be.
func Waiting(client *aws.Client, s aws.Session) string {
	text := fmt.Sprintf("nothing from %s for %.0f s; still waiting", place(s.Target), Late.Seconds())
	others := client.Held(s.Target, s.ID)
	if queued := queued(others); queued != "" {
		return text + ": " + queued
	} else if len(others) > 0 {
		return fmt.Sprintf("%s: its agent serves %d sessions at a time, and ecscope has another there (%s); someone else may have one too",
			text, atOnce, strings.Join(others, "; "))
	}
	return fmt.Sprintf("%s: its agent serves %d sessions at a time, and they may all be in use", text, atOnce)
}

// queued says that a session waits for one of the others in its container; empty where there are fewer than it takes.
func queued(others []string) string {
	if len(others) < atOnce {
		return ""
	}
	return fmt.Sprintf("its agent serves %d sessions at a time, and ecscope has %d others there (%s); this one waits until one ends",
		atOnce, len(others), strings.Join(others, "; "))
}

// Missing is output that the agent gave up on while the connection was lost, or was lost with the session. It is an error
// of reading, at the place where the output is missing.
type Missing struct {
	Bytes int64 // at most
}

// Error says how much is missing.
func (m *Missing) Error() string {
	return "about " + bytesInWords(m.Bytes) + " of output are missing here"
}

// frameBytes is how many bytes of output the agent puts into a frame at most.
const frameBytes = 1024

// recent is how old an acknowledgement may be that may have been lost with the connection.
const recent = 5 * time.Second

// receipts are the last acknowledgements that were sent.
type receipts []sentReceipt

type sentReceipt struct {
	frame []byte
	at    time.Time
}

// receiptsMost is how many are kept: those of less than a second of output.
const receiptsMost = 512

func (r *receipts) add(frame []byte, now time.Time) {
	if len(*r) >= receiptsMost {
		*r = append((*r)[:0], (*r)[receiptsMost/2:]...)
	}
	*r = append(*r, sentReceipt{frame, now})
}

// since are those that were sent after then.
func (r receipts) since(then time.Time) [][]byte {
	var frames [][]byte
	for _, s := range r {
		if s.at.After(then) {
			frames = append(frames, s.frame)
		}
	}
	return frames
}

// clientVersion is the version of session-manager-plugin that agents are told. They choose by it what they use: several
// connections over one session from 1.1.70 on, and none of their keep-alives, which hide that a session is idle, after
// 1.2.331. The version of the library that is linked may promise more than this package does.
const clientVersion = "1.2.650.0"
