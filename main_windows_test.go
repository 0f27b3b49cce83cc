package main

import (
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// TestProgram stands for the tests of the whole program, which need a terminal of their own.
func TestProgram(t *testing.T) { needs.Shell(t) }
