package session_test

import (
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// TestSessions stands for the tests of the sessions of containers, which need pseudo terminals.
func TestSessions(t *testing.T) { needs.Shell(t) }
