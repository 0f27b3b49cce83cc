package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/reason"
)

// exitIn is the exit code that a text tells, where it tells little else: a small number, or what Windows writes, which is
// negative, large or hexadecimal.
func exitIn(r *Rules, t text) (int, bool) {
	m := r.book().shapes.exit.FindStringSubmatch(t.line)
	if m == nil {
		return 0, false
	}
	word := m[1] + m[2]
	if hex, ok := strings.CutPrefix(strings.ToLower(word), "0x"); ok {
		n, err := strconv.ParseUint(hex, 16, 32)
		return int(n), err == nil
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && (n <= 255 || wide(n))
}

// wide says that an exit code is a status of Windows: a negative 32-bit number, or one that begins as statuses do.
func wide(n int) bool {
	switch {
	case n < 0:
		return n >= -1<<31
	case n >= 1<<32:
		return false
	}
	return slices.Contains([]int{0x8, 0xC, 0xE}, n>>28) || n>>16 == 0x4001
}

// exitText is an exit code as its rules see it: those of Windows with their hexadecimal form, by which they are known.
func exitText(n int) string {
	if wide(n) {
		return fmt.Sprintf("%d 0x%08X", n, uint32(n)) //nolint:gosec // wide bounds it
	}
	return strconv.Itoa(n)
}

// exitValues adds what an exit code is: the number, and the name of the signal that it stands for.
func exitValues(d Diagnosis, v reason.Values) reason.Values {
	if d.by.exit == nil || d.by.rule == nil || d.by.rule.Field != fieldExit {
		return v
	}
	n := *d.by.exit
	v = v[:len(v):len(v)]
	v.Add(reason.ExitCode, strconv.Itoa(n))
	if n > 128 && n <= 128+64 {
		v.Add(reason.Signal, signal(n-128))
	}
	return v
}

// signal is the name of a Linux signal (signal(7), the numbers of x86 and ARM).
func signal(n int) string {
	names := strings.Fields("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU " +
		"URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
	switch {
	case n >= 1 && n <= len(names):
		return "SIG" + names[n-1]
	case n == 34:
		return "SIGRTMIN"
	case n > 34 && n <= 64:
		return fmt.Sprintf("SIGRTMIN+%d", n-34)
	}
	return fmt.Sprintf("signal %d", n)
}
