package ui

import (
	"testing"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// The palette lists the log groups; those on screen say when they had their newest line, and enter opens their log.
func TestLogGroups(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":groups")
	d.press("enter")
	d.settle()
	d.see("▸ groups", "GROUP", "LAST LINE", "/ecs/prod/cart", "30 days", "STANDARD         1s")
	d.see("A DAY", " ~")
	d.press("space", "down", "space", "l")
	d.settle()
	d.see("▸ logs of 2 groups", "following")
	d.press("esc")
	d.typed("//prod/cart")
	d.press("enter", "enter")
	d.settle()
	d.see("/ecs/prod/cart", "service=cart")
}
