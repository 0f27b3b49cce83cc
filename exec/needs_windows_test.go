package exec

import (
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// TestTerminalShell stands for the tests of the shells on a terminal, which need pseudo terminals.
func TestTerminalShell(t *testing.T) { needs.Shell(t) }
