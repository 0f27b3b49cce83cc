package ui

import (
	"fmt"
	"testing"

	"github.com/ecscope/ecscope/sim"
)

func TestSmoke(t *testing.T) {
	d := start(t, sim.Options{}, "", "")
	d.settle()
	fmt.Println(d.screen())
	d.press("down", "enter")
	d.settle()
	fmt.Println(d.screen())
	d.press("enter")
	d.settle()
	fmt.Println(d.screen())
	d.press("enter")
	d.settle()
	fmt.Println(d.screen())
}
